/** The frame of every figure: drawn as SVG at the width there is, with its values as a table and a button that saves it. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { save } from "../../../files/save";

interface FigureProps {
  readonly name: string;
  readonly caption: string;
  /** The picture at so many pixels of width. */
  readonly draw: (width: number) => ComponentChildren;
  readonly height: (width: number) => number;
  /** Whether there is something to move in it; else it is read as one picture. */
  readonly movable?: boolean;
  /** The values for those who cannot see the picture. */
  readonly table?: ComponentChildren;
}

/** Pixels before the place is known. */
const FIRST_WIDTH = 320;

export function Figure({ name, caption, draw, height, movable = false, table }: FigureProps) {
  const holder = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(FIRST_WIDTH);
  useEffect(() => {
    const element = holder.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(Math.max(200, Math.floor(element.clientWidth))));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const tall = Math.round(height(width));
  return (
    <figure class="learn-figure" aria-label={name}>
      <div class="learn-figure-head">
        <h3>{name}</h3>
        <button type="button" class="button small quiet" aria-label={`Save “${name}” as SVG`} onClick={() => saveSvg(holder.current, name)}>SVG</button>
      </div>
      <div ref={holder} class="learn-drawing">
        <svg width={width} height={tall} viewBox={`0 0 ${width} ${tall}`} role={movable ? "group" : "img"} aria-label={name}>{draw(width)}</svg>
      </div>
      <figcaption>{caption}</figcaption>
      {table !== undefined && (
        <details class="curve-table">
          <summary>The figure as a table</summary>
          <div class="table-scroll" tabIndex={0} role="group" aria-label={`${name}, as a table`}>{table}</div>
        </details>
      )}
    </figure>
  );
}

/** What the style sheet gives a drawing; a file has no style sheet. */
const STYLES = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "opacity", "font-family", "font-size", "font-weight", "text-anchor"];

function saveSvg(holder: HTMLElement | null, name: string): void {
  const drawn = holder?.querySelector("svg");
  if (drawn === null || drawn === undefined) return;
  const copy = drawn.cloneNode(true) as SVGElement;
  const originals = drawn.querySelectorAll<SVGElement>("*");
  copy.querySelectorAll<SVGElement>("*").forEach((element, i) => {
    const original = originals[i];
    if (original === undefined) return;
    const style = getComputedStyle(original);
    for (const property of STYLES) element.setAttribute(property, style.getPropertyValue(property));
    for (const gone of ["class", "style", "tabindex", "role"]) element.removeAttribute(gone);
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  save(name, "svg", new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" }));
}
