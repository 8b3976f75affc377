/** Lesson 7: what kind of odd, by a head of DSANet. */
import type { Lesson } from "../lesson";
import { EventBackground, Normality, Temperature } from "./kinds_seen";
import { OneHead, WithoutDcsa } from "./kinds_train";

export const KINDS: Lesson = {
  number: 7,
  slug: "7-kinds",
  title: "What kind of odd: DSANet",
  minutes: 5,
  about: "A small head learns names for what is odd: change its temperature, see what it compares, leave a part of it out.",
  steps: [
    {
      slug: "train", title: "Names from one label per video", Body: OneHead,
      predict: { ask: "A head sees 60 videos with one class each and no times. How many of 15 test events get their right name?", options: ["nearly all", "about half", "no more than by guessing the commonest class"], right: 1, because: "With 40 epochs seeds 0 to 4 named 8.0 of 15 on average, 5 to 11 of them; always saying the commonest class names 5. A run here is shorter." },
      takeaway: "A class per video teaches a head names for single snippets, with a wide spread from seed to seed.",
      check: { ask: "One seed names 11 events rightly, another one 5. Which head do you report?", options: ["The better one", "Both, as a spread"], right: 1, because: "Choosing by the test videos is learning from them. The spread is the result." },
    },
    {
      slug: "temperature", title: "Class probabilities at a temperature", Body: Temperature,
      predict: { ask: "The temperature rises from 1 to 10. In a snippet, the first among the odd classes …", options: ["changes", "stays, by a smaller lead"], right: 1, because: "Every logit is divided by the same number: the order of the odd classes stays, their distances shrink." },
      takeaway: "The temperature sets how sure a class looks; it never changes which odd class comes first.",
      check: { ask: "Four odd classes, a temperature of 1000. “Normal” has a probability near …", options: ["0.2", "0.5", "1"], right: 1, because: "The odd logit is softened too: one half for normal, the other half in four nearly equal parts, whatever the video shows." },
    },
    {
      slug: "event", title: "Event against background", Body: EventBackground,
      predict: { ask: "A snippet’s weight as event is exp(10 s) − 1, brought to sum 1. Against one with s = 0.45, one with s = 0.9 weighs …", options: ["twice as much", "about 90 times as much"], right: 1, because: "(e^9 − 1) / (e^4.5 − 1) = 91. A few snippets with high scores are nearly the whole event." },
      takeaway: "DCSA splits a video in two by the head’s own scores: the event should look like its class text, the background like “normal”.",
      check: { ask: "The head scores the wrong snippets high. Then DCSA compares …", options: ["the right ones all the same", "the wrong ones with the class"], right: 1, because: "The weights are made of the scores alone; there is no other word about when it happened." },
    },
    {
      slug: "prototypes", title: "Prototypes of normality", Body: Normality,
      predict: { ask: "The head rebuilds every snippet from eight prototypes of the calmest snippets. An odd snippet is rebuilt from …", options: ["an odd prototype", "the same eight"], right: 1, because: "There is nothing else to build from. The idea is that it comes out badly; whether it does here, the dots show." },
      takeaway: "SG-NM knows normality alone: a snippet that it rebuilds badly should be odd, which the error of your video may or may not bear out.",
      check: { ask: "One prototype has nearly the whole share of every snippet. That says …", options: ["the video is normal", "the others carry nothing here"], right: 1, because: "Usage says what a snippet is built from, not how well. How well is the error’s business." },
    },
    {
      slug: "without-dcsa", title: "Leave DCSA out", Body: WithoutDcsa,
      predict: { ask: "The same seed without DCSA. What can these two runs tell about DCSA?", options: ["whether it helps", "what changed with this seed"], right: 1, because: "One pair of runs is one draw. The table of five seeds shows how far such differences lie apart." },
      takeaway: "Read a confusion matrix by its pairs, and a part of a method by its spread over seeds.",
      check: { ask: "A pair of classes has an AUC of 1.0 between them, with one fall among the test events. You write …", options: ["“falls are told apart perfectly”", "“one fall was; that is no rate”"], right: 1, because: "All its snippets come from a single event. A perfect number of one case is an anecdote." },
    },
  ],
};
