/** The figure "Why these scores": what a snippet attends to, how fast scores and features change, which snippets stand for the video. */
import { useEffect, useState } from "preact/hooks";
import { AttentionPlot } from "../../../charts/attention_plot";
import { LinePlot } from "../../../charts/line_figure";
import { network as session } from "../../../session/sessions";
import type { AttentionOf, CropDynamics } from "../../../session/protocol";
import { asked } from "./asked";
import { network } from "./store";

/** Pixels. */
const HEIGHT = 170;

export function WhyFigure({ video }: { readonly video: string }) {
  const [crop, setCrop] = useState(0);
  const [dynamics, setDynamics] = useState<CropDynamics | null>(null);
  const explains = network.explains.value;
  useEffect(() => {
    setDynamics(null);
    if (explains !== "attention") return undefined;
    return asked(session.call({ kind: "dynamics", video, crop }), (answer) => setDynamics(answer.dynamics));
  }, [video, crop, explains]);
  if (explains !== "attention" || dynamics === null) return null;
  const { crops, scores, scoreDynamics, featureDynamics, picked } = dynamics;
  const snippets = Array.from(scores, (_, index) => index);
  return (
    <figure class="why-figure" aria-label={`Why these scores: ${video}`}>
      <h3>Why these scores</h3>
      {crops > 1 && (
        <label class="field">
          <span>Crop</span>
          <select value={crop} onChange={(event) => setCrop(Number(event.currentTarget.value))}>{Array.from({ length: crops }, (_, index) => <option key={index} value={index}>{index}</option>)}</select>
        </label>
      )}
      <h4>Score of every snippet</h4>
      <LinePlot height={HEIGHT} x={snippets} span={[0, 1]} marked={picked} lines={[{ name: "score", values: scores, colour: "--accent" }]} />
      <p class="hint">Dots: the {picked.length === 1 ? "snippet" : `${picked.length} snippets`} with the highest scores ({[...picked].sort((a, b) => a - b).join(", ")}), whose mean stands for the whole video when it learns from one label (multiple-instance learning).</p>
      <Attention key={`${video} ${crop}`} snippets={snippets} highest={picked[0] ?? 0} />
      <h4>Dynamics</h4>
      <LinePlot
        height={HEIGHT} x={snippets.slice(0, -1)} span={[0, 0.1]}
        lines={[
          { name: "change of the score", values: scoreDynamics, colour: "--accent" },
          { name: "change of the feature (1 − cosine)", values: featureDynamics, colour: "--text", dash: [6, 4] },
        ]}
      />
      <p class="hint">Discriminative dynamics learning wants scores to change where features change (alignment), and more so in abnormal videos than in normal ones (ranking).</p>
    </figure>
  );
}

function Attention({ snippets, highest }: { readonly snippets: readonly number[]; readonly highest: number }) {
  const [snippet, setSnippet] = useState(highest);
  const [row, setRow] = useState<AttentionOf | null>(null);
  useEffect(() => asked(session.call({ kind: "attention", snippet }), (answer) => setRow(answer.attention)), [snippet]);
  return (
    <>
      <h4>What snippet {snippet} attends to</h4>
      <label class="field slider">
        <span>Snippet</span>
        <input type="range" min={0} max={snippets.length - 1} value={snippet} onInput={(event) => setSnippet(event.currentTarget.valueAsNumber)} />
      </label>
      {row !== null && <AttentionPlot row={row} snippet={snippet} />}
    </>
  );
}
