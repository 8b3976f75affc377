/**
 * The one colour scale of scores, shared by the curve, the boxes and the numbers: from a quiet grey at the clip's median
 * to the accent where the axis begins to end (8 robust units, probability 1). Colour means odd, and nothing else on the page has this colour.
 */

/** Lightness rises and chroma grows: distinct in grey as well. OKLCH, hue of the accent. */
const HUE = 42;

/** A CSS colour for a score on a scale that ends at `full`; `dark` is the page's theme or a dark picture below. */
export function scoreColour(score: number, full: number, dark: boolean): string {
  const share = Math.min(1, Math.max(0, score / full));
  const eased = Math.sqrt(share);
  const chroma = 0.015 + 0.185 * eased;
  const lightness = dark ? 0.68 + 0.06 * eased : 0.62 - 0.04 * eased;
  return `oklch(${lightness.toFixed(3)} ${chroma.toFixed(3)} ${HUE})`;
}

/** The scale as a gradient over a chart's height; `bottom` and `top` in canvas pixels for 0 and `axisTop`. */
export function scoreGradient(context: CanvasRenderingContext2D, bottom: number, top: number, axisTop: number, full: number, dark: boolean): CanvasGradient {
  const gradient = context.createLinearGradient(0, bottom, 0, top);
  const stops = 8;
  for (let stop = 0; stop <= stops; stop++) gradient.addColorStop(stop / stops, scoreColour((stop / stops) * axisTop, full, dark));
  return gradient;
}
