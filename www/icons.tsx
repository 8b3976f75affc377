/** The few signs of the page, drawn in the text's colour; each stands beside words or carries a label on its button. */
import type { ComponentChildren } from "preact";

function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
      {children}
    </svg>
  );
}

export const PlayIcon = () => <Icon><path d="M7 4.5v15l12-7.5z" fill="currentColor" /></Icon>;
export const PauseIcon = () => <Icon><path d="M8 5v14M16 5v14" stroke-width="4" /></Icon>;
export const BackIcon = () => <Icon><path d="M18 6l-8 6 8 6zM6 6v12" /></Icon>;
export const ForwardIcon = () => <Icon><path d="M6 6l8 6-8 6zM18 6v12" /></Icon>;
export const SunIcon = () => <Icon><circle cx="12" cy="12" r="4" /><path d="M12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2" /></Icon>;
export const MoonIcon = () => <Icon><path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.500z" /></Icon>;
export const SystemIcon = () => <Icon><circle cx="12" cy="12" r="8.5" /><path d="M12 3.500v17a8.5 8.5 0 0 0 0-17z" fill="currentColor" /></Icon>;
export const WarningIcon = () => <Icon><path d="M12 3.5 2.5 20h19zM12 10v4M12 17.200v.1" /></Icon>;
export const UploadIcon = () => <Icon><path d="M12 16V4M7 9l5-5 5 5M4 16v4h16v-4" /></Icon>;
export const CloseIcon = () => <Icon><path d="M6 6l12 12M18 6L6 18" /></Icon>;
export const FolderIcon = () => <Icon><path d="M3 6h6l2 2h10v11H3z" /></Icon>;
