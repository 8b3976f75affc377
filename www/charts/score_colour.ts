/**
 * The one colour scale of scores, shared by the curve, the boxes and the numbers: from a quiet grey at the clip's median
 * to the accent from 8 robust units on. Colour means odd, and nothing else on the page has this colour.
 */

/** Robust units at which the scale ends; the curve's axis begins with the same top. */
const FULL = 8;
/** Lightness rises and chroma grows: distinct in grey as well. OKLCH, hue of the accent. */
const HUE = 42;

/** A CSS colour for a score in robust units; `dark` is the page's theme or a dark picture below. */
export function scoreColour(score: number, dark: boolean): string {
  const share = Math.min(1, Math.max(0, score / FULL));
  const eased = Math.sqrt(share);
  const chroma = 0.015 + 0.185 * eased;
  const lightness = dark ? 0.68 + 0.06 * eased : 0.62 - 0.04 * eased;
  return `oklch(${lightness.toFixed(3)} ${chroma.toFixed(3)} ${HUE})`;
}

/** The scale as a gradient over a chart's height; `bottom` and `top` in canvas pixels for 0 and `axisTop`. */
export function scoreGradient(context: CanvasRenderingContext2D, bottom: number, top: number, axisTop: number, dark: boolean): CanvasGradient {
  const gradient = context.createLinearGradient(0, bottom, 0, top);
  const stops = 8;
  for (let stop = 0; stop <= stops; stop++) gradient.addColorStop(stop / stops, scoreColour((stop / stops) * axisTop, dark));
  return gradient;
}
