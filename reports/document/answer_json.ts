/**
 * The answer for programs: `answer.json` beside the report, and what `deno task report --json` prints. Its JSON schema is
 * `answer.schema.json`.
 *
 * Per model and checkpoint: noise share, one draw's noise and time, efficiency against RT with its best number of samples
 * and against the best rival; per training budget the paired differences to RT. Every number has its interval and n;
 * what was not measured is null. Ratios are over RT or the rival: below 1 is less.
 * @module
 */
import type { EfficiencyComparison, Interval } from "../../bench/stats/mod.ts";
import { OUTCOMES } from "../analysis/outcomes.ts";
import {
  type AlongRow,
  type AlongTrainingRows,
  alongTrainingRows,
} from "../experiments/along_training/rows.ts";
import { RECOMMENDATION_RULE } from "../experiments/along_training/recommend.ts";
import { type OutcomeRow, trainingRows } from "../experiments/training/rows.ts";
import { seriesName } from "../look/series.ts";
import { QUESTION } from "./first_screen.ts";
import type { ReportInput } from "./provenance.ts";

/** Version of the object's shape; a change that breaks a reader raises it. */
const VERSION = 1;

/** The JSON schema of the object, beside it. */
export const ANSWER_SCHEMA = "answer.schema.json";

/** The object as JSON text, ending in a line feed: JSON has null for a number that is not finite. */
export function answerJson(input: ReportInput): string {
  return JSON.stringify(answerOf(input), undefined, 2) + "\n";
}

/** Everything that decides which estimator to take. */
function answerOf({ records, manifests = [], completeness = [] }: ReportInput) {
  const along = alongTrainingRows(records);
  const { outcomes } = trainingRows(records);
  const subjects = new Set([...along.places, ...outcomes].map(({ subject }) => subject));
  return {
    $schema: ANSWER_SCHEMA,
    version: VERSION,
    question: QUESTION,
    rule: RECOMMENDATION_RULE,
    datasets: [...new Set(records.map(({ dataset }) => dataset.name))].sort(),
    runs: manifests.map(({ run }) => run).sort(),
    cells: {
      done: completeness.reduce((sum, { present }) => sum + present, 0),
      planned: completeness.reduce((sum, { planned }) => sum + planned, 0),
    },
    models: [...subjects].sort().map((subject) => ({
      model: subject,
      places: along.places.filter((row) => row.subject === subject).map((row) => place(row, along)),
      training: outcomes.filter((row) => row.subject === subject).map(training),
    })),
  };
}

function place(row: AlongRow, { contenders }: AlongTrainingRows) {
  const { step, norm, seeds, processes, share, noise, time, threshold, identical, use } = row;
  const own = contenders.filter((other) =>
    other.subject === row.subject && other.step === step && other.norm === norm
  );
  return {
    ...{ step, norm, seeds, processes, identical },
    noiseShare: interval(share),
    noiseOfOneDraw: interval(noise),
    timeOfOneDraw: interval(time),
    paysFromShare: interval(threshold),
    againstRt: comparison(row.againstRt),
    againstRtInFlops: comparison(row.againstRtInFlops),
    againstBestRival: comparison(row.againstBest),
    contenders: own.map(({ contender, comparison: found }) => ({
      ...{ contender: contender.label, unbiased: contender.unbiased },
      ...comparison(found),
    })),
    ...use,
  };
}

function comparison(found: EfficiencyComparison | undefined) {
  if (found === undefined) return null;
  const { ratio, variance, time, p, choices, seeds, processes } = found;
  return {
    varianceTimesCost: interval(ratio),
    variance: interval(variance),
    cost: interval(time),
    ...{ p, seeds, processes },
    chosen: choices.ours[0] ?? null,
    rival: choices.rivals[0] ?? null,
  };
}

function training(row: OutcomeRow) {
  const { budget, outcome, result, difference, seeds, learningRates } = row;
  return {
    budget: budget.text,
    outcome,
    unit: OUTCOMES[outcome]?.unit || "1",
    estimator: seriesName(row),
    learningRates,
    final: interval(result),
    seeds,
    differenceToRt: difference === undefined ? null : {
      ...interval(difference.interval),
      ...{
        p: difference.p,
        adjustedP: difference.adjustedP,
        smallestP: difference.smallestP,
        pairs: difference.pairs,
      },
    },
  };
}

/** An interval alone: what else its maker knows is not promised. */
function interval(found: Interval | undefined): Interval | null {
  return found === undefined ? null : { value: found.value, low: found.low, high: found.high };
}
