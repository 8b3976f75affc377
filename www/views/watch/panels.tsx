/** What stands under the curve: each kind of method shows why its scores are what they are. */
import { lazyPart } from "../../lazy_part";
import { watch } from "./store";
import { WorstObject } from "./worst_object";

// A first visit learns from the clip; heads are chosen later.
const AttentionPanel = lazyPart("The panel about attention", () => import("./attention_panel").then(({ AttentionPanel }) => AttentionPanel));
const ClassBand = lazyPart("The band of classes", () => import("./class_band").then(({ ClassBand }) => ClassBand));

export function Panels() {
  const run = watch.run.value;
  if (run.kind !== "snippets") return <WorstObject />;
  const { result } = run;
  if (result.hasAttention) return <AttentionPanel key={result.weights} result={result} />;
  if (result.classes.length > 0) return <ClassBand result={result} />;
  if (!result.experimental) return <p class="card hint unnamed">These weights score snippets and name no classes.</p>;
  return <p class="card hint unnamed">No classes are named here: the head learnt their names from drawn scenes, and footage is not named without CLIP.</p>;
}
