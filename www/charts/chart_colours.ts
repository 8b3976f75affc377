/** The style sheet is the one place for colours; a canvas has to ask it. */
export function colourOf(element: Element): (name: string) => string {
  const style = getComputedStyle(element);
  return (name) => style.getPropertyValue(name).trim();
}

export const CHART_FONT = "12px system-ui, sans-serif";
