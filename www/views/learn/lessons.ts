/** All lessons, in the order of a course. */
import type { Lesson } from "./lesson";
import { ATTENTION } from "./lessons/attention";
import { CONVENTIONS } from "./lessons/conventions";
import { DYNAMICS } from "./lessons/dynamics";
import { MIL } from "./lessons/mil";
import { ODD } from "./lessons/odd";
import { REDRAW } from "./lessons/redraw";
import { SCORE } from "./lessons/score";
import { SPR } from "./lessons/spr";

export const LESSONS: readonly Lesson[] = [ODD, SCORE, REDRAW, SPR, MIL, ATTENTION, DYNAMICS, CONVENTIONS];

/** What the course is to hold and does not hold. */
export const NOT_THERE_YET: readonly string[] = [
  "Lesson 7, what kind of odd: classes for snippets (DSANet), which do not learn in the page yet.",
];
