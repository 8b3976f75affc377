/** Light, dark, or as the system has it; remembered in this browser. */
import { computed, effect, signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";
const ORDER: readonly Theme[] = ["system", "light", "dark"];
const KEY = "oddframe/theme";

const systemDark = matchMedia("(prefers-color-scheme: dark)");
const systemIsDark = signal(systemDark.matches);
systemDark.addEventListener("change", ({ matches }) => (systemIsDark.value = matches));

export const theme = signal<Theme>(remembered());
/** For canvases, which cannot ask the style sheet. */
export const isDark = computed(() => (theme.value === "system" ? systemIsDark.value : theme.value === "dark"));

export function nextTheme(): void {
  theme.value = ORDER[(ORDER.indexOf(theme.value) + 1) % ORDER.length] ?? "system";
}

effect(() => {
  document.documentElement.dataset["theme"] = theme.value;
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    // Storage is closed in some private windows: the choice then lasts as long as the page.
  }
});

function remembered(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return ORDER.find((candidate) => candidate === kept) ?? "system";
  } catch {
    return "system";
  }
}
