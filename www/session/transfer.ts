/** Which buffers of a response move to the page instead of being copied. */

import { unreachable } from "./protocol";
import type { Evaluated, Response, Track } from "./protocol";

/** The buffers of `response`; the worker must not use them afterwards. */
export function transferOf(response: Response): Transferable[] {
  switch (response.kind) {
    case "provisional":
    case "controlled":
      return ofTrack(response.track);
    case "scored": {
      const { track, objects } = response.result;
      return [...ofTrack(track), objects.frame.buffer, objects.box.buffer, objects.score.buffer];
    }
    case "explained": {
      const { input, reconstruction, error } = response.pictures;
      return [...input, ...reconstruction, ...error].map((picture) => picture.buffer);
    }
    case "rendered":
      return [response.picture.buffer];
    case "evaluated":
      return ofEvaluated(response.evaluated);
    case "video": {
      const { starts, scores, odd } = response.track;
      return [starts.buffer, scores.buffer, odd.buffer];
    }
    case "dynamics": {
      const { scores, scoreDynamics, featureDynamics, picked } = response.dynamics;
      return [scores.buffer, scoreDynamics.buffer, featureDynamics.buffer, picked.buffer];
    }
    case "attention": {
      const { content, prior, attention } = response.attention;
      return [content.buffer, prior.buffer, attention.buffer];
    }
    case "classes":
      return response.classes.map(({ probabilities }) => probabilities.buffer);
    case "snippets-scored": {
      const { frames, snippets, times, classes } = response.result;
      return [frames.buffer, snippets.buffer, times.buffer, ...classes.map(({ probabilities }) => probabilities.buffer)];
    }
    case "chunk-classes": {
      const { classes, eventWeights, backgroundWeights } = response.view;
      return [...classes.map(({ similarity }) => similarity.buffer), eventWeights.buffer, backgroundWeights.buffer];
    }
    case "chunk-normality": {
      const { nearest, shares, usage, errors } = response.view;
      return [nearest.buffer, shares.buffer, usage.buffer, errors.buffer];
    }
    case "trained":
      return [response.weights.buffer];
    case "encoded": {
      const { crops, packed } = response.encoded;
      return [...crops, ...(packed === null ? [] : [packed])].map(({ bytes }) => bytes.buffer);
    }
    case "cut-encoded":
      return [response.row.buffer];
    case "set-ran": {
      const { result } = response;
      const bytes = result.kind === "finished" ? result.weights : result.state;
      return bytes === null ? [] : [bytes.buffer];
    }
    case "set-arranged":
    case "set-stopping":
    case "weights-inspected":
    case "weights-kept":
    case "encoder-opened":
    case "features-compared":
    case "spans-named":
    case "features-scored":
    case "learning":
    case "progress":
    case "opened":
    case "probed":
    case "frame-wanted":
    case "events":
    case "auroc":
    case "scene":
    case "catalogue":
    case "resampled":
    case "verified":
    case "reported":
    case "lesson":
    case "bench-place":
    case "benched":
    case "bench-reported":
    case "failed":
      return [];
    default:
      return unreachable(response);
  }
}

function ofTrack({ times, raw, smoothed, robust, empty }: Track): Transferable[] {
  return [times.buffer, raw.buffer, smoothed.buffer, robust.buffer, empty.buffer];
}

function ofEvaluated({ roc, precisionRecall, comparison }: Evaluated): Transferable[] {
  const curves = [roc, precisionRecall, ...(comparison === null ? [] : [comparison.roc, comparison.precisionRecall])];
  return curves.flatMap(({ x, y }) => [x.buffer, y.buffer]);
}
