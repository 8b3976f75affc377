/** The object with the highest score at the shown frame: what went in, what was redrawn, where they differ. */
import { useEffect, useRef } from "preact/hooks";
import { Cancelled, toFailure } from "../../session/client";
import { engine } from "../../session/sessions";
import type { Explained, Failure, ScoredClip } from "../../session/protocol";
import { worstAt } from "./overlay";
import { frameAt } from "./player/player";
import { watch } from "./store";
import { useNewest } from "./use_newest";

/** Side of a cube's pictures, pixels. */
const SIDE = 32;
/** A cube has five frames; the middle one is the frame that is shown. */
const MIDDLE = 2;
/** Milliseconds between two questions while the clip runs. */
const PAUSE = 250;

export function WorstObject() {
  const run = watch.run.value;
  if (run.kind !== "scored" || !watch.showWorst.value) return null;
  return <Panel key={run.result.seed} result={run.result} />;
}

function Panel({ result }: { readonly result: ScoredClip }) {
  const time = watch.player.value?.time.value ?? 0;
  const worst = worstAt(result, frameAt(result.track.times, time));
  const { pictures, failure, of } = useNewest(worst, explain, NOTHING, PAUSE);
  const score = of === null ? null : (result.objects.score[of] ?? null);
  return (
    <section class="card worst" aria-label="Worst object">
      <h2>Worst object{score !== null && <span class="worst-score"> scores {score.toFixed(1)}</span>}</h2>
      {failure !== null && <p class="hint">{failure.detail} {failure.advice}</p>}
      {pictures === null ? (
        failure === null && <p class="hint">No object in this frame.</p>
      ) : (
        <div class="worst-body">
          <div class="tiles">
            <Tile name="Input" picture={pictures.input[MIDDLE]} />
            <Tile name="Reconstruction" picture={pictures.reconstruction[MIDDLE]} />
            <Tile name="Error" picture={pictures.error[MIDDLE]} />
          </div>
          <p class="hint">What the network saw, what it redrew from what is usual in this clip, and where the two differ. The more it misses, the higher the score.</p>
        </div>
      )}
    </section>
  );
}

interface Shown {
  readonly of: number | null;
  readonly pictures: Explained | null;
  readonly failure: Failure | null;
}
const NOTHING: Shown = { of: null, pictures: null, failure: null };

/** null where the question was cancelled: what is shown stays. */
async function explain(object: number | null): Promise<Shown | null> {
  if (object === null) return NOTHING;
  try {
    const { pictures } = await engine.call({ kind: "explain", object });
    return { of: object, pictures, failure: null };
  } catch (error) {
    return error instanceof Cancelled ? null : { of: null, pictures: null, failure: toFailure(error) };
  }
}

function Tile({ name, picture }: { readonly name: string; readonly picture: Uint8ClampedArray<ArrayBuffer> | undefined }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (picture !== undefined) canvas.current?.getContext("2d")?.putImageData(new ImageData(picture, SIDE, SIDE), 0, 0);
  }, [picture]);
  return (
    <figure class="tile">
      <canvas ref={canvas} width={SIDE} height={SIDE} role="img" aria-label={`${name} of the worst object`} />
      <figcaption>{name}</figcaption>
    </figure>
  );
}
