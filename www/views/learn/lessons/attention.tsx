/** Lesson 5: attention and the locality prior. */
import { useState } from "preact/hooks";
import type { AttentionAnswer, PriorPlace } from "../../../session/protocol";
import { useAnswer } from "../ask";
import { HeatMap } from "../figures/heat_map";
import type { Lesson } from "../lesson";
import { Choice, Controls, Readings, Slider, Stamp } from "../parts";

/** Widths of the prior that are tried, as in the configuration's grid. */
const SIGMAS = [0.5, 1, 2, 4, 5, 8] as const;
const START_SIGMA = 1;

function SigmaSlider({ sigma, onChange }: { readonly sigma: number; readonly onChange: (sigma: number) => void }) {
  const at = Math.max(0, SIGMAS.findIndex((candidate) => candidate === sigma));
  return <Slider label="Sigma" min={0} max={SIGMAS.length - 1} step={1} value={at} shown={String(sigma)} onChange={(place) => onChange(SIGMAS[place] ?? START_SIGMA)} />;
}

function Prior() {
  const [sigma, setSigma] = useState<number>(START_SIGMA);
  const [snippets, setSnippets] = useState(4);
  const told = useAnswer("prior", { distances: 16, sigma });
  const by = told?.answer ?? new Float64Array(16);
  const at = (row: number, column: number) => by[Math.abs(row - column)] ?? 0;
  const rows = Array.from({ length: snippets }, (_, row) => Array.from({ length: snippets }, (__, column) => at(row, column)));
  const sums = rows.map((row) => row.reduce((sum, value) => sum + value, 0));
  return (
    <>
      <Controls>
        <SigmaSlider sigma={sigma} onChange={setSigma} />
        <Slider label="Snippets" min={4} max={16} step={1} value={snippets} onChange={setSnippets} />
      </Controls>
      <HeatMap name="Locality prior G" rows={snippets} columns={snippets} top={1} square value={at} written={(value) => value.toFixed(2)} caption="Row: the snippet that looks. Column: the snippet it looks at. G = exp(−d² / 2σ): sigma is not squared, and rows are not normalised." />
      <div class="table-scroll" tabIndex={0} role="group" aria-label="Rows of G with their sums">
        <table class="learn-wide">
          <caption>Rows of G, every digit</caption>
          <thead><tr><th scope="col">Row</th>{rows.map((_, column) => <th key={column} scope="col">{column}</th>)}<th scope="col">Sum</th></tr></thead>
          <tbody>{rows.map((row, i) => <tr key={i}><th scope="row">{i}</th>{row.map((value, column) => <td key={column}>{value.toFixed(12)}</td>)}<td><strong>{(sums[i] ?? 0).toFixed(12)}</strong></td></tr>)}</tbody>
        </table>
      </div>
      <Stamp seconds={told?.seconds ?? null} seeded={false} />
    </>
  );
}

interface Maps {
  readonly answer: AttentionAnswer;
  readonly snippets: number;
}

function rowSum(map: Float32Array, row: number, snippets: number): number {
  return map.subarray(row * snippets, (row + 1) * snippets).reduce((sum, value) => sum + value, 0);
}

function ThreeMaps({ maps: { answer, snippets }, row, onRow }: { readonly maps: Maps; readonly row: number; readonly onRow: (row: number) => void }) {
  const map = (name: string, values: Float32Array, caption: string) => (
    <HeatMap name={name} rows={snippets} columns={snippets} bottom={Math.min(...values)} top={Math.max(...values)} square marked={row} onMark={onRow} value={(r, c) => values[r * snippets + c] ?? 0} caption={`${caption} From ${Math.min(...values).toFixed(3)} to ${Math.max(...values).toFixed(3)}. Row ${row} sums to ${rowSum(values, row, snippets).toFixed(3)}.`} />
  );
  return (
    <div class="learn-three">
      {map("A: content", answer.content, "What looks alike.")}
      {map("G: prior", answer.prior, "What lies near.")}
      {map("In use", answer.attention, "What the values are multiplied with.")}
    </div>
  );
}

function Sum() {
  const [sigma, setSigma] = useState<number>(START_SIGMA);
  const [place, setPlace] = useState<PriorPlace>("post");
  const [row, setRow] = useState(3);
  const snippets = 16;
  const told = useAnswer("attention", { snippets, sigma, place, causal: false });
  return (
    <>
      <Controls>
        <Choice label="The prior joins" value={place} onChange={setPlace} options={[["post", "after the softmax: A + G"], ["pre", "before: softmax(M + G)"], ["none", "nowhere: A"]]} />
        <SigmaSlider sigma={sigma} onChange={setSigma} />
        <Slider label="Row" min={0} max={snippets - 1} step={1} value={row} onChange={setRow} />
      </Controls>
      {told !== null && <ThreeMaps maps={{ answer: told.answer, snippets }} row={row} onRow={setRow} />}
      {told !== null && <RowTable answer={told.answer} snippets={snippets} row={row} />}
      <Stamp seconds={told?.seconds ?? null} seeded={false} note="a network of 80 fixed numbers: it has learned nothing" />
    </>
  );
}

function RowTable({ answer, snippets, row }: Maps & { readonly row: number }) {
  const line = (name: string, values: Float32Array) => (
    <tr><th scope="row">{name}</th>{Array.from({ length: snippets }, (_, column) => <td key={column}>{(values[row * snippets + column] ?? 0).toFixed(3)}</td>)}<td><strong>{rowSum(values, row, snippets).toFixed(3)}</strong></td></tr>
  );
  return (
    <div class="table-scroll" tabIndex={0} role="group" aria-label={`Row ${row} with its sums`}>
      <table class="learn-wide">
        <caption>Row {row}</caption>
        <thead><tr><th scope="col">Snippet</th>{Array.from({ length: snippets }, (_, column) => <th key={column} scope="col">{column}</th>)}<th scope="col">Sum</th></tr></thead>
        <tbody>{line("A", answer.content)}{line("G", answer.prior)}{line("in use", answer.attention)}</tbody>
      </table>
    </div>
  );
}

function Places() {
  const post = useAnswer("attention", { snippets: 5, sigma: 1, place: "post", causal: false });
  const pre = useAnswer("attention", { snippets: 5, sigma: 1, place: "pre", causal: false });
  const none = useAnswer("attention", { snippets: 5, sigma: 1, place: "none", causal: false });
  const wide = useAnswer("attention", { snippets: 5, sigma: 5, place: "post", causal: false });
  if (post === null || pre === null || none === null || wide === null) return <Stamp seconds={null} seeded={false} />;
  const rows = [["after the softmax, sigma 1", post], ["before it, sigma 1", pre], ["no prior", none], ["after the softmax, sigma 5", wide]] as const;
  return (
    <>
      <div class="table-scroll" tabIndex={0} role="group" aria-label="Scores by place of the prior">
        <table class="learn-wide">
          <caption>Scores of five snippets, the same 80 numbers behind all of them</caption>
          <thead><tr><th scope="col">Prior</th>{[0, 1, 2, 3, 4].map((t) => <th key={t} scope="col">{t}</th>)}</tr></thead>
          <tbody>{rows.map(([name, told]) => <tr key={name}><th scope="row">{name}</th>{[...told.answer.scores].map((score, t) => <td key={t}>{score.toFixed(4)}</td>)}</tr>)}</tbody>
        </table>
      </div>
      <Readings label="Row sums" rows={[
        { name: "Row 0 of A", value: rowSum(post.answer.content, 0, 5).toFixed(4) },
        { name: "Row 0 of A + G", value: rowSum(post.answer.attention, 0, 5).toFixed(4), note: [...post.answer.attention.subarray(0, 5)].map((value) => value.toFixed(4)).join(", ") },
        { name: "Row 0 of softmax(M + G)", value: rowSum(pre.answer.attention, 0, 5).toFixed(4) },
      ]} />
      <Stamp seconds={post.seconds + pre.seconds + none.seconds + wide.seconds} seeded={false} />
    </>
  );
}

function Causal() {
  const [snippets, setSnippets] = useState(5);
  const [causal, setCausal] = useState<"full" | "causal">("full");
  const [row, setRow] = useState(2);
  const told = useAnswer("attention", { snippets, sigma: START_SIGMA, place: "post", causal: causal === "causal" });
  const first = useAnswer("attention", { snippets: 5, sigma: START_SIGMA, place: "post", causal: causal === "causal" });
  const here = told?.answer.scores.length === snippets ? told : null;
  return (
    <>
      <Controls>
        <Slider label="Snippets so far" min={5} max={16} step={1} value={snippets} onChange={setSnippets} />
        <Choice label="A snippet sees" value={causal} onChange={setCausal} options={[["full", "the whole video"], ["causal", "itself and the past"]]} />
      </Controls>
      {here !== null && first !== null && (
        <>
          <ThreeMaps maps={{ answer: here.answer, snippets }} row={Math.min(row, snippets - 1)} onRow={setRow} />
          <div class="table-scroll" tabIndex={0} role="group" aria-label="Scores of the first five snippets">
            <table class="learn-wide">
              <caption>Scores of the first five snippets</caption>
              <thead><tr><th scope="col">Video of</th>{[0, 1, 2, 3, 4].map((t) => <th key={t} scope="col">{t}</th>)}</tr></thead>
              <tbody>
                <tr><th scope="row">5 snippets</th>{[...first.answer.scores].map((score, t) => <td key={t}>{score.toFixed(4)}</td>)}</tr>
                <tr><th scope="row">{snippets} snippets, now</th>{[...here.answer.scores.subarray(0, 5)].map((score, t) => <td key={t} class={Math.abs(score - (first.answer.scores[t] ?? 0)) > 5e-5 ? "moved" : ""}>{score.toFixed(4)}</td>)}</tr>
              </tbody>
            </table>
          </div>
        </>
      )}
      <Stamp seconds={told?.seconds ?? null} seeded={false} />
    </>
  );
}

export const ATTENTION: Lesson = {
  number: 5,
  slug: "5-attention",
  title: "Attention and the locality prior",
  minutes: 5,
  about: "What a snippet looks at, what the prior adds, and why the score of a running video is not final.",
  steps: [
    {
      slug: "prior", title: "The prior G", Body: Prior,
      predict: { ask: "Sigma grows from 1 to 4. How much farther does the prior reach?", options: ["4 times", "2 times", "16 times"], right: 1, because: "G = exp(−d² / 2σ), and sigma is not squared there: the reach grows with its square root." },
      takeaway: "The prior knows distances alone: no content, no parameter to learn, one width.",
      check: { ask: "Why is the sum of row 0 smaller than that of row 1?", options: ["It is nearer to the end of the video, where neighbours are missing", "Its content differs"], right: 0, because: "G has no content. The first snippet has neighbours on one side alone: 1.753 against 2.348." },
    },
    {
      slug: "sum", title: "A, G and A + G", Body: Sum,
      predict: { ask: "Each row of A sums to 1. Each row of A + G sums to …", options: ["1", "2", "1 plus the mass of its row of G"], right: 2, because: "Nothing is normalised after the sum. In the middle of a long video G adds about √(2πσ): 2.51 at sigma 1." },
      takeaway: "Added after the softmax, the prior outweighs the content; before it, both share one budget of 1.",
      check: { ask: "A has stripes some seven snippets apart. Where do they come from?", options: ["The prior", "The contents, which repeat", "Chance"], right: 1, because: "The input repeats about every seven snippets, and content attention finds what looks alike however far away." },
    },
    {
      slug: "place", title: "Three places, three scores", Body: Places,
      predict: { ask: "The paper’s slides add G after the softmax, the authors’ later code before it. The scores …", options: ["are the same", "differ in the last digits", "differ visibly"], right: 2, because: "Snippet 0 has 0.6737 after and 0.7205 before. A word in a paper that code reads differently is another network." },
      takeaway: "Where the prior joins is a choice that moves every score: a result must say it.",
      check: { ask: "You re-implement a paper that writes “softmax + G”. What do you report?", options: ["The better of the two variants", "The variant as written, the other beside it under its own name"], right: 1, because: "Choosing by the result makes it yours, not the paper’s." },
    },
    {
      slug: "causal", title: "What is causal and what is not", Body: Causal,
      predict: { ask: "A video goes on: snippets are appended at its end. The scores of the first ones …", options: ["stay", "change"], right: 1, because: "Every row’s softmax runs over the whole video. Only with the past alone a score is final when it appears." },
      takeaway: "Full attention needs the finished video. A live system runs another network, with other scores.",
      check: { ask: "“Our model runs in real time.” It uses full attention. Is the live score the published one?", options: ["Yes, if it is fast enough", "No: the published score has seen the end of the video"], right: 1, because: "Speed is not the point: the published score of minute one already knows minute ten." },
    },
  ],
};
