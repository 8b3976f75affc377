/** The worker's part of the Learn view: every topic is one function of the crate. */
import { lesson_alarms, lesson_attention, lesson_clicks, lesson_dynamics, lesson_epochs, lesson_mil, lesson_prior, lesson_scores, lesson_sightings, lesson_spr } from "../../pkg/oddframe.js";
import { decide } from "./evaluate_run";
import type { AnswerOf, Asked, LessonRequest, LessonResponse, Topic } from "./lesson_protocol";
import type { Progress } from "./protocol";
import { redraw } from "./redraw_run";

export async function answerLesson({ id, asked }: LessonRequest, report: (progress: Progress) => void): Promise<LessonResponse> {
  const began = performance.now();
  const answer = await answerOf(asked, report);
  return { id, kind: "lesson", answer, seconds: (performance.now() - began) / 1000 };
}

function answerOf(asked: Asked, report: (progress: Progress) => void): AnswerOf<Topic> | Promise<AnswerOf<Topic>> {
  switch (asked.topic) {
    case "spr":
      return lesson_spr(asked.question);
    case "prior":
      return lesson_prior(asked.question.distances, asked.question.sigma);
    case "attention":
      return lesson_attention(asked.question);
    case "dynamics":
      return lesson_dynamics(asked.question);
    case "mil":
      return lesson_mil(asked.question);
    case "redraw":
      return redraw(asked.question, report);
    case "clicks":
      return lesson_clicks(asked.question);
    case "scores":
      return lesson_scores(asked.question);
    case "epochs":
      return lesson_epochs(asked.question.seed, asked.question.epochs, asked.question.spread);
    case "sightings":
      return lesson_sightings();
    case "alarms":
      return lesson_alarms(asked.question);
    case "decide":
      return decide(asked.question.threshold, asked.question.ofMiss, asked.question.ofAlarm);
  }
}
