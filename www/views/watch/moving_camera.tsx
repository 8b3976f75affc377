/** Before a clip is learnt whose camera seems to move: the visitor decides. */
import type { ProbeResult } from "../../session/protocol";
import { choose } from "./clip";
import { FIRST_CHOICE } from "./clip_choice";
import { decline, score } from "./run";

export function MovingCamera({ probe }: { readonly probe: ProbeResult }) {
  return (
    <div class="asking" role="group" aria-label="The camera seems to move">
      <p class="lead">The camera seems to move: {probe.moving} of {probe.pairs} places that were looked at change as a whole.</p>
      <p>Objects are found by what moves before a still background. With a moving camera the score will mostly follow the camera.</p>
      <div class="ways">
        <button type="button" class="button" onClick={decline}>Stop</button>
        <button type="button" class="button" onClick={() => void score(true)}>Go on</button>
        <button type="button" class="button" onClick={() => void choose(FIRST_CHOICE)}>Try a scene</button>
      </div>
    </div>
  );
}
