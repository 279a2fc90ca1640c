/**
 * What a run spends until it reaches a target, in steps, seconds and operations.
 *
 * The target of a model, budget and outcome is nine tenths of the way from RT's mean start to its mean end,
 * so that runs which end near each other reach it before they end. Between evaluations a run is taken to go straight.
 * @module
 */
import type { Interval } from "../../look/format.ts";
import { mean, meanInterval, ratioInterval } from "../../../bench/stats/mod.ts";
import { isPlain } from "../../look/series.ts";
import { referenceOf, type Run, type RunGroup, type RunPlace } from "./runs.ts";

/** Share of RT's improvement that is the target. */
export const TARGET_SHARE = 0.9;
/** What is spent. */
export const CURRENCIES = ["steps", "seconds", "flops"] as const;
/** Name of something spent. */
export type Currency = (typeof CURRENCIES)[number];

/** One estimator on the way to one target. */
export interface TargetRow extends RunPlace {
  readonly target: number;
  readonly seeds: number;
  /** Seeds that reach the target. */
  readonly reached: number;
  /** Mean over the seeds that reach it; absent where none does or nothing was stored. */
  readonly spent: Readonly<Partial<Record<Currency, Interval>>>;
  /** Over RT, on the seeds on which both reach it; absent for RT itself. */
  readonly overRt: Readonly<Partial<Record<Currency, Interval>>>;
}

/** One row for every group of runs whose RT improves. */
export function targetRows(groups: readonly RunGroup[]): TargetRow[] {
  return groups.flatMap((group): TargetRow[] => {
    const rt = referenceOf(group, groups);
    const target = rt === undefined ? undefined : targetOf(rt.runs);
    return rt === undefined || target === undefined ? [] : [rowOf(group, { rt, target })];
  });
}

function rowOf({ runs, ...place }: RunGroup, { rt, target }: { rt: RunGroup; target: number }): TargetRow {
  const spent: Partial<Record<Currency, Interval>> = {};
  const overRt: Partial<Record<Currency, Interval>> = {};
  for (const currency of CURRENCIES) {
    const ours = reachedBySeed(runs, { currency, target });
    if (ours.size > 0) spent[currency] = meanInterval([[...ours.values()]]);
    const theirs = reachedBySeed(rt.runs, { currency, target });
    const shared = [...ours.keys()].filter((seed) => theirs.has(seed));
    if (isPlain(place, "rt") || shared.length === 0) continue;
    const of = (values: ReadonlyMap<number, number>) => shared.map((seed) => values.get(seed) as number);
    overRt[currency] = ratioInterval([of(ours)], [of(theirs)]);
  }
  const reached = reachedBySeed(runs, { currency: "steps", target }).size;
  return { ...place, target, seeds: runs.length, reached, spent, overRt };
}

/** Undefined where RT does not improve. */
function targetOf(runs: readonly Run[]): number | undefined {
  const start = mean(runs.map(({ values }) => values[0] as number));
  const end = mean(runs.map(({ values }) => values[values.length - 1] as number));
  return end > start ? start + TARGET_SHARE * (end - start) : undefined;
}

function reachedBySeed(
  runs: readonly Run[],
  goal: { readonly currency: Currency; readonly target: number },
): Map<number, number> {
  return new Map(runs.flatMap((run) => {
    const at = firstReached(run.values, { spent: run[goal.currency], target: goal.target });
    return at === undefined ? [] : [[run.seed, at] as const];
  }));
}

/**
 * What was spent when a curve first reaches a target; undefined if it never does.
 *
 * @example
 * ```ts
 * import { firstReached } from "./time_to_target.ts";
 *
 * console.assert(firstReached([0, 10, 30], { spent: [0, 5, 6], target: 20 }) === 5.5);
 * ```
 */
export function firstReached(
  values: readonly number[],
  { spent, target }: { readonly spent: readonly number[]; readonly target: number },
): number | undefined {
  const index = values.findIndex((value) => value >= target);
  const after = spent[index];
  if (index < 0 || after === undefined) return undefined;
  const [before, value, previous] = [spent[index - 1], values[index] as number, values[index - 1]];
  if (before === undefined || previous === undefined) return after;
  return before + (after - before) * (target - previous) / (value - previous);
}
