/**
 * The conclusion in three sentences: training at equal time, variance at equal time, what to use.
 * @module
 */
import { outcomeOf, RATIO_MARGINS } from "../../bench/stats/mod.ts";
import { groupBy } from "../analysis/select.ts";
import { formatInterval, listing } from "../look/format.ts";
import { code, type Inlines, strong } from "../page/blocks.ts";
import type { RunKind } from "./run_kind.ts";
import type { ScorecardRow } from "./scorecard.ts";
import type { Trained, TrainedOutcome } from "./trained.ts";

/** What R2-G2 is, for someone who has never heard of it. */
export const WHAT: Inlines = [
  strong("R2-G2"),
  " (Lam et al., 2025) is a gradient for models in which Gaussian noise enters a linear map: it replaces the noise of " +
  "the usual reparameterisation gradient, ",
  strong("RT"),
  ", by its mean given the pre-activations, which are the map's outputs. It can differ from RT only where more Gaussians " +
  "enter than pre-activations leave; there its gradient varies less, and each one costs a linear solve more.",
];

/** Three sentences; of a run that is too small, what it can say. */
export function conclusion(rows: readonly ScorecardRow[], kind: RunKind): Inlines {
  if (kind.trial) return trialConclusion(rows, kind);
  return [
    ...trainedSentence(rows.flatMap(({ trained }) => trained)),
    " ",
    ...costSentence(rows),
    " ",
    ...useSentence(rows),
  ];
}

function trialConclusion(rows: readonly ScorecardRow[], { wanting }: RunKind): Inlines {
  const same = rows.filter(({ identical }) => identical).map(({ subject }) => subject);
  return [
    strong("This run does not say which estimator to use:"),
    ` it has ${wanting}. `,
    same.length === 0
      ? "Its numbers show what is measured, not an answer. "
      : `Exact in a run of any size: R2-G2 is RT to the bit for ${listing(same)}. `,
    "For an answer run ",
    code("deno task bench --suite standard"),
    ".",
  ];
}

const TRAINED_WORDS: Readonly<Record<TrainedOutcome, string>> = {
  "better": "better than RT for",
  "worse": "worse than RT for",
  "equal": "equal to RT, within the margin, for",
  "identical": "identical to RT for",
  "not told apart": "not told apart from RT for",
  "too few seeds": "measured on too few seeds for",
};

function trainedSentence(trained: readonly Trained[]): Inlines {
  if (trained.length === 0) return [strong("Training at equal time"), " was not measured."];
  const words = Object.entries(TRAINED_WORDS).flatMap(([outcome, text]) => {
    const own = trained.filter(({ says }) => says === outcome);
    return own.length === 0 ? [] : [`${text} ${listing(own.map(inWords))}`];
  });
  return [strong("Trained for as long as RT"), `, R2-G2 ends ${listing(words)}.`];
}

function inWords({ subject, budget, difference, unit, says, pairs }: Trained): string {
  return says === "identical"
    ? subject
    : `${subject} (${formatInterval(difference, 2)}${
      unit === "" ? "" : ` ${unit}`
    } after ${budget}, ${pairs} seeds)`;
}

const COST_WORDS = {
  less: "leaves less variance than RT with its best number of samples for",
  more: "leaves more for",
  equivalent: "makes no difference for",
  inconclusive: "is not told apart from RT's for",
} as const;

function costSentence(rows: readonly ScorecardRow[]): Inlines {
  const judged = rows.flatMap(({ subject, identical, againstRt }) =>
    identical || againstRt === undefined
      ? []
      : [{ subject, outcome: outcomeOf(againstRt, RATIO_MARGINS), againstRt }]
  );
  const same = rows.filter(({ identical }) => identical).map(({ subject }) => subject);
  const words = Object.entries(COST_WORDS).flatMap(([outcome, text]) => {
    const own = judged.filter((row) => row.outcome === outcome);
    const names = own.map(({ subject, againstRt }) =>
      outcome === "less" || outcome === "more"
        ? `${subject} (${formatInterval(againstRt, 2)} of it)`
        : subject
    );
    return own.length === 0 ? [] : [`${text} ${listing(names)}`];
  });
  if (words.length + same.length === 0) return [strong("Variance at equal time"), " was not measured."];
  return [
    strong("For the same time"),
    ` its gradient ${
      listing([...words, ...(same.length === 0 ? [] : [`is identical to RT's for ${listing(same)}`])])
    }.`,
  ];
}

function useSentence(rows: readonly ScorecardRow[]): Inlines {
  const uses = [...groupBy(rows, ({ use }) => use.take)].sort(([a], [b]) =>
    Number(a === UNDECIDED) - Number(b === UNDECIDED)
  );
  const words = uses.map(([take, own]) => {
    const names = listing(own.map(({ subject }) => subject));
    return take === UNDECIDED ? `for ${names} it is not decided` : `${take} for ${names}`;
  });
  return words.length === 0 ? [] : [strong("So use"), ` ${words.join("; ")}.`];
}

const UNDECIDED = "not decided";
