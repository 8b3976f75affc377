/** Cubes as the network saw and drew them: pictures of 32 x 32, enlarged without smoothing, with what each one is. */
import { useEffect, useRef } from "preact/hooks";
import type { RedrawnCube } from "../../../session/protocol";

const SIDE = 32;

function Picture({ name, picture }: { readonly name: string; readonly picture: Uint8ClampedArray<ArrayBuffer> }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => canvas.current?.getContext("2d")?.putImageData(new ImageData(picture, SIDE, SIDE), 0, 0), [picture]);
  return <canvas ref={canvas} width={SIDE} height={SIDE} role="img" aria-label={name} />;
}

/** Input, redraw and error of each. */
export function RedrawTiles({ name, caption, cubes }: { readonly name: string; readonly caption: string; readonly cubes: readonly RedrawnCube[] }) {
  return (
    <figure class="learn-figure" aria-label={name}>
      <h3>{name}</h3>
      <ul class="redraw-list">
        {cubes.map((cube, i) => (
          <li key={i} class={cube.odd ? "odd" : ""}>
            <span class="redraw-words"><strong>{cube.kind}</strong> {sort(cube)}, error {cube.error.toFixed(0)}</span>
            <Picture name={`${cube.kind}, input`} picture={cube.input} />
            <Picture name={`${cube.kind}, redrawn`} picture={cube.reconstruction} />
            <Picture name={`${cube.kind}, error`} picture={cube.difference} />
          </li>
        ))}
      </ul>
      <figcaption>{caption}</figcaption>
    </figure>
  );
}

/** What was dropped, hit or miss. */
export function DroppedTiles({ name, caption, cubes }: { readonly name: string; readonly caption: string; readonly cubes: readonly RedrawnCube[] }) {
  return (
    <figure class="learn-figure" aria-label={name}>
      <h3>{name}</h3>
      <ul class="dropped-list">
        {cubes.map((cube, i) => (
          <li key={i} class={cube.odd ? "odd" : ""}>
            <Picture name={`${cube.kind}, dropped`} picture={cube.input} />
            <span>{cube.kind}</span>
            <strong>{cube.odd ? "hit" : cube.rare ? "miss: rare" : "miss"}</strong>
          </li>
        ))}
      </ul>
      <figcaption>{caption}</figcaption>
    </figure>
  );
}

function sort({ odd, rare }: RedrawnCube): string {
  if (odd) return "odd";
  return rare ? "rare, normal" : "normal";
}
