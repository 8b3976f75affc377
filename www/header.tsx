/** Name, views, what computes, theme. */
import { engine } from "./session/sessions";
import { MoonIcon, SunIcon, SystemIcon } from "./icons";
import { view, VIEWS, type View } from "./route";
import { nextTheme, theme } from "./theme";

const VIEW_NAMES: Readonly<Record<View, string>> = { watch: "Watch", reproduce: "Reproduce", benchmark: "Benchmark", learn: "Learn" };
const THEME_NAMES = { system: "as the system", light: "light", dark: "dark" } as const;

export function Header() {
  return (
    <header class="site-header">
      <a class="brand" href="#/watch">
        <svg viewBox="0 0 32 32" width="30" height="30" aria-hidden="true">
          <g class="brand-frames"><rect x="1" y="6" width="5" height="20" rx="2.5" /><rect x="9" y="6" width="5" height="20" rx="2.5" /><rect x="26" y="6" width="5" height="20" rx="2.5" /></g>
          <rect class="brand-odd" x="17.5" y="3" width="5" height="20" rx="2.5" transform="rotate(10 20 13)" />
        </svg>
        Oddframe
      </a>
      <nav aria-label="Views">
        {VIEWS.map((name) => (
          <a key={name} href={`#/${name}`} {...(name === view.value && { "aria-current": "page" as const })}>{VIEW_NAMES[name]}</a>
        ))}
      </nav>
      <DeviceBadge />
      <ThemeButton />
    </header>
  );
}

function DeviceBadge() {
  const device = engine.device.value;
  return (
    <span class="device" role="status" aria-label="Device" data-kind={device?.kind ?? "none"} title={device?.why ?? ""}>
      {device?.name ?? (engine.stopped.value ? "not running" : "starting…")}
    </span>
  );
}

function ThemeButton() {
  const Sign = theme.value === "light" ? SunIcon : theme.value === "dark" ? MoonIcon : SystemIcon;
  return (
    <button type="button" class="button quiet square" onClick={nextTheme} aria-label={`Theme: ${THEME_NAMES[theme.value]}`} title={`Theme: ${THEME_NAMES[theme.value]}`}>
      <Sign />
    </button>
  );
}
