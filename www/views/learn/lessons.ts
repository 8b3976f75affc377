/** All lessons, in the order of a course. */
import type { Lesson } from "./lesson";
import { ATTENTION } from "./lessons/attention";
import { CONVENTIONS } from "./lessons/conventions";
import { DYNAMICS } from "./lessons/dynamics";
import { KINDS } from "./lessons/kinds";
import { MIL } from "./lessons/mil";
import { ODD } from "./lessons/odd";
import { REDRAW } from "./lessons/redraw";
import { SCORE } from "./lessons/score";
import { SPR } from "./lessons/spr";

export const LESSONS: readonly Lesson[] = [ODD, SCORE, REDRAW, SPR, MIL, ATTENTION, DYNAMICS, KINDS, CONVENTIONS];
