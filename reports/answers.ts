/**
 * What the report's parts say in one line each, for its contents.
 * @module
 */
import type { BenchRecord } from "../bench/store/mod.ts";
import { costRows } from "./analysis/cost.ts";
import { correlatedRows, type EqualCostRow, equalCostRows, TREATMENT } from "./analysis/equal_cost.ts";
import { trainedRows } from "./analysis/replication.ts";
import { outcomeRows } from "./analysis/training.ts";
import { unbiasedness } from "./analysis/unbiasedness.ts";
import { ALL_LAYERS, PARAMETERS, varianceRows } from "./analysis/variance.ts";
import { worth } from "./analysis/worth.ts";
import { headlineRows } from "./charts/comparison.ts";
import { unequal } from "./charts/replication.ts";
import { atLastStep } from "./charts/variance.ts";
import { formatNumber, listing, plural } from "./format.ts";
import { countOf, tally } from "./tally.ts";
import type { JudgedClaim } from "./verdicts.ts";

const ERROR_RATE = 0.05;

/** The answer of an experiment's section; undefined where none fits a line, or nothing was measured. */
export function answerOf(experiment: string, records: readonly BenchRecord[]): string | undefined {
  return ANSWERS[experiment]?.(records);
}

/** How many claims got which verdict. */
export function answerOfVerdicts(claims: readonly JudgedClaim[]): string {
  const verdicts = claims.map(({ judgement }) => judgement.verdict);
  return listing(
    [...new Set(verdicts)].map((verdict) =>
      `${verdicts.filter((own) => own === verdict).length} × ${verdict}`
    ),
  );
}

const ANSWERS: Readonly<Record<string, (records: readonly BenchRecord[]) => string | undefined>> = {
  "equal_cost": (records) => atEqualTime(equalCostRows(records)),
  correlated: (records) => atEqualTime(correlatedRows(records)),
  "gradient_variance": (records) => {
    const ratios = atLastStep(varianceRows(records))
      .filter(({ estimator, layer, block }) =>
        estimator === TREATMENT && layer === ALL_LAYERS && block === PARAMETERS
      )
      .flatMap((row) => (row.ratios["rt"] === undefined ? [] : [row.ratios["rt"].value]));
    return ratios.length === 0 ? undefined : `R2-G2 has ${span(ratios)} times the variance of RT`;
  },
  cost: (records) => {
    const ratios = costRows(records).flatMap(({ estimator, timeRatio }) =>
      estimator === TREATMENT && timeRatio !== undefined ? [timeRatio.value] : []
    );
    return ratios.length === 0 ? undefined : `R2-G2 takes ${span(ratios)} times the time of RT`;
  },
  training: (records) => {
    const differences = outcomeRows(records).flatMap(({ estimator, outcome, difference }) =>
      estimator === TREATMENT && outcome !== "test-accuracy" && difference !== undefined ? [difference] : []
    );
    if (differences.length === 0) return undefined;
    // The sign-flip test of very few pairs cannot reach any usual error rate, whatever the difference.
    if (differences.every(({ smallestP }) => smallestP > ERROR_RATE)) {
      return "too few seeds to tell any difference to RT from chance";
    }
    const clear = differences.filter(({ adjustedP }) => adjustedP <= ERROR_RATE);
    const better = clear.filter(({ interval }) => interval.value > 0).length;
    const all = plural(differences.length, "comparison");
    return clear.length === 0
      ? `no difference to RT is told from chance in ${all}`
      : `beyond chance, R2-G2 ends better than RT in ${better} and worse in ${
        clear.length - better
      } of ${all}`;
  },
  unbiasedness: (records) => {
    const tests = unbiasedness(records).tests.filter(({ control }) => control === "");
    const biased = tests.filter(({ rejected }) => rejected).length;
    if (tests.length === 0) return undefined;
    return biased === 0
      ? `no bias found in ${plural(tests.length, "test")}`
      : `bias found in ${biased} of ${plural(tests.length, "test")}`;
  },
  replication: (records) => {
    const rows = trainedRows(records).filter(({ estimator, difference }) =>
      estimator === TREATMENT && difference !== undefined
    );
    const full = rows.filter((row) => !unequal(row));
    const agreeing = full.filter(({ difference }) => difference!.low <= 0 && difference!.high >= 0).length;
    if (rows.length === 0) return undefined;
    return full.length === 0
      ? "our runs are of other lengths than the paper's, so that results after training differ"
      : `ours agrees with the paper in ${countOf(agreeing, { of: full.length, noun: "figure" })} of R2-G2`;
  },
};

function atEqualTime(rows: readonly EqualCostRow[]): string | undefined {
  const outcomes = headlineRows(rows).flatMap(({ matched, work }) =>
    matched && work !== undefined ? [worth(work)] : []
  );
  return outcomes.length === 0
    ? undefined
    : `at equal time ${tally(outcomes, { subject: "R2-G2", other: "RT" })}`;
}

/** `1.01 to 1.39`, or the one number that all round to. */
function span(values: readonly number[]): string {
  return [...new Set([Math.min(...values), Math.max(...values)].map((value) => formatNumber(value)))].join(
    " to ",
  );
}
