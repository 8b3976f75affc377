/** One word for one thing, in every lesson and in the teacher's pages (docs/learn/glossary.md, held together by a test). */
import { useId } from "preact/hooks";

const TERMS = {
  frame: "One picture of a video.",
  snippet: "Sixteen frames in a row that share one score.",
  score: "A number per frame or snippet; higher means odder. It is no probability and no decision.",
  threshold: "Scores at or above it raise an alarm.",
  recall: "Share of the odd frames that are raised; also called true-positive rate.",
  "false-positive rate": "Share of the other frames that are raised.",
  precision: "Share of what is raised that is odd.",
  AUC: "Area under the ROC curve: how often an odd frame scores higher than another one, ties counting half.",
  AP: "Average precision: area under precision over recall. Trapezoids and steps give two different numbers.",
  FAR: "False-alarm rate: share of the frames of normal videos that are raised.",
  "false alarm": "A frame or snippet that is raised though nothing odd happens in it.",
  pooled: "All frames of all videos in one heap.",
  "video mean": "A control: every score replaced by the mean of its video.",
  "time-shuffled": "A control: the scores of each video in another order of time.",
  bag: "A video as the training sees it: snippets with one label for all.",
  MIL: "Multiple-instance learning: learning from labels of bags.",
  "top-k": "The k highest scores, whose mean stands for the bag.",
  attention: "A row of weights per snippet: how much it takes from each snippet.",
  "locality prior": "G: a fixed weight that falls with the distance of two snippets.",
  causal: "Uses the past alone, so that a score is final as soon as it is there.",
  "score dynamics": "Δs: how far the score moves from one snippet to the next.",
  "feature dynamics": "Δf: one minus the cosine of two neighbouring feature rows.",
  cube: "An object cut from five frames.",
  error: "Sum of squared differences between a cube and what the network drew of it.",
  "normality advantage": "What is frequent is learned first and redrawn best, without any label.",
  checkpoint: "A moment during learning at which everything is scored.",
  "self-paced refinement": "SPR: cubes that are redrawn badly count less and less while the network learns.",
  class: "A name for what is odd, as the training labels call it; never an accusation.",
  logit: "A number before it is made a probability.",
  temperature: "What logits are divided by before they become probabilities: the higher, the more even.",
  prototype: "A vector that stands for one sort of normal snippet.",
  DCSA: "Decoupled contrastive semantic alignment: event and background of a video compared with the class texts, each by itself.",
  "SG-NM": "Self-guided normality modelling: every snippet rebuilt from prototypes of the calmest ones.",
  "confusion matrix": "Counts by true class (rows) and given class (columns).",
  seed: "The number from which all chance is drawn: the same seed gives the same run.",
} as const;
export type Term = keyof typeof TERMS;

const BY_LESSON: Readonly<Record<string, readonly Term[]>> = {
  "0-odd": ["frame", "score", "AUC"],
  "1-score": ["score", "threshold", "recall", "false-positive rate", "precision", "AUC", "AP", "FAR", "pooled", "video mean", "time-shuffled", "snippet", "seed"],
  "2-redraw": ["cube", "error", "normality advantage", "AUC", "checkpoint", "seed"],
  "3-spr": ["cube", "error", "self-paced refinement", "precision", "recall", "AUC", "score", "seed"],
  "4-mil": ["bag", "MIL", "top-k", "snippet", "AUC", "video mean", "seed"],
  "5-attention": ["snippet", "attention", "locality prior", "causal"],
  "6-dynamics": ["snippet", "score dynamics", "feature dynamics", "MIL", "top-k", "bag"],
  "7-kinds": ["class", "snippet", "logit", "temperature", "DCSA", "SG-NM", "prototype", "confusion matrix", "AUC", "score", "seed"],
  "8-conventions": ["pooled", "AUC", "AP", "FAR", "false alarm", "snippet", "threshold", "seed"],
};

/** A term where it stands in a sentence: as itself or in the plural, at the sentence's beginning too. */
const PATTERNS: ReadonlyMap<Term, string> = new Map((Object.keys(TERMS) as Term[]).map((term) => [term, /^[a-z]/.test(term) ? `[${term.charAt(0).toUpperCase()}${term.charAt(0)}]${term.slice(1)}s?` : term]));

/** A sentence of a lesson in which each of the lesson's terms explains itself where it first stands. */
export function Explained({ lesson, text }: { readonly lesson: string; readonly text: string }) {
  const left = new Set(BY_LESSON[lesson] ?? []);
  if (left.size === 0) return <>{text}</>;
  // The longest first: "false-positive rate" is no "rate".
  const terms = [...left].sort((a, b) => b.length - a.length);
  const parts = text.split(new RegExp(`(?<![\\w-])(${terms.map((term) => PATTERNS.get(term) ?? term).join("|")})(?![\\w-])`));
  return <>{parts.map((part, i) => {
    const term = i % 2 === 0 ? undefined : terms.find((candidate) => new RegExp(`^(?:${PATTERNS.get(candidate) ?? candidate})$`).test(part));
    return term !== undefined && left.delete(term) ? <Explaining key={i} term={term} word={part} /> : part;
  })}</>;
}

/** Pressed, it opens what the term means; whoever listens hears it as the button's description. */
function Explaining({ term, word }: { readonly term: Term; readonly word: string }) {
  const id = useId();
  return (
    <>
      <button type="button" class="term" popovertarget={id} title={TERMS[term]}>{word}</button>
      <span id={id} popover="auto" class="term-words"><strong>{term}</strong> {TERMS[term]}</span>
    </>
  );
}

/** The words of a lesson. */
export function stepGlossary(lesson: string) {
  const terms = BY_LESSON[lesson] ?? [];
  if (terms.length === 0) return null;
  return (
    <details class="learn-glossary">
      <summary>Words of this lesson</summary>
      <dl>{terms.map((term) => <div key={term}><dt>{term}</dt><dd>{TERMS[term]}</dd></div>)}</dl>
    </details>
  );
}
