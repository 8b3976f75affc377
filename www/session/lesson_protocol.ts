/** The part of the protocol that the Learn view speaks: small questions about one rule of the crate. */
import type { AlarmsAnswer, AlarmsQuestion, AttentionAnswer, AttentionQuestion, ClicksAnswer, ClicksQuestion, Decision, DrawnQuestion, DrawnVideos, DynamicsAnswer, DynamicsQuestion, MilAnswer, MilQuestion, RedrawAnswer, RedrawQuestion, SightingsAnswer, SprAnswer, SprQuestion } from "../../pkg/oddframe.js";

export type { AlarmsAnswer, AttentionAnswer, ClicksAnswer, Decision, DrawnQuestion, DynamicsAnswer, DynamicsQuestion, MilAnswer, MilLook, PriorPlace, RedrawAnswer, RedrawKind, RedrawLook, RedrawnCube, RedrawQuestion, RedrawStep, ScoreView, SightingsAnswer, SprAnswer, SprMode, StopGradient } from "../../pkg/oddframe.js";

/** What is asked of each topic, and what it answers. */
export interface Topics {
  readonly spr: { readonly question: SprQuestion; readonly answer: SprAnswer };
  readonly prior: { readonly question: { readonly distances: number; readonly sigma: number }; readonly answer: Float64Array };
  readonly attention: { readonly question: AttentionQuestion; readonly answer: AttentionAnswer };
  readonly dynamics: { readonly question: DynamicsQuestion; readonly answer: DynamicsAnswer };
  readonly mil: { readonly question: MilQuestion; readonly answer: MilAnswer };
  /** A network learns: seconds, with progress on the way. */
  readonly redraw: { readonly question: RedrawQuestion; readonly answer: RedrawAnswer };
  readonly clicks: { readonly question: ClicksQuestion; readonly answer: ClicksAnswer };
  readonly scores: { readonly question: DrawnQuestion; readonly answer: DrawnVideos };
  /** Pairs of areas: on the set that is chosen by, on a fresh one. */
  readonly epochs: { readonly question: { readonly seed: number; readonly epochs: number; readonly spread: number }; readonly answer: Float64Array };
  /** Who is in sight in the test videos of Plaza-weak. */
  readonly sightings: { readonly question: Record<string, never>; readonly answer: SightingsAnswer };
  readonly alarms: { readonly question: AlarmsQuestion; readonly answer: AlarmsAnswer };
  /** Of the last evaluation; `token` names it. */
  readonly decide: { readonly question: { readonly token: number; readonly threshold: number; readonly ofMiss: number; readonly ofAlarm: number }; readonly answer: Decision };
}
export type Topic = keyof Topics;
export type QuestionOf<T extends Topic> = Topics[T]["question"];
export type AnswerOf<T extends Topic> = Topics[T]["answer"];
export type Asked = { [T in Topic]: { readonly topic: T; readonly question: QuestionOf<T> } }[Topic];

export interface LessonRequest {
  readonly id: number;
  readonly kind: "lesson";
  readonly asked: Asked;
}
export interface LessonResponse {
  readonly id: number;
  readonly kind: "lesson";
  readonly answer: AnswerOf<Topic>;
  /** Spent in the crate. */
  readonly seconds: number;
}
