/**
 * What a run spends until it reaches a target, in steps, seconds and operations.
 *
 * The target of a model, budget and outcome is nine tenths of the way from RT's mean start to its mean end,
 * so that runs which end near each other reach it before they end. A run that reaches it has done so between
 * two evaluations: where these are close, it is taken to go straight between them; where they are not, only
 * the bracket is known. A run that does not reach it has a bracket without an end.
 * @module
 */
import { mean, meanInterval, median, ratioInterval } from "../../../bench/stats/mod.ts";
import { formatInterval, formatNumber, type Interval } from "../../look/format.ts";
import { isPlain } from "../../look/series.ts";
import { referenceOf, type Run, type RunGroup, type RunPlace } from "./runs.ts";

/** Share of RT's improvement that is the target. */
export const TARGET_SHARE = 0.9;
/** Widest bracket in which a run is taken to go straight, as a share of what the whole run spends. */
export const WIDEST_BRACKET = 0.05;
/** What is spent. */
export const CURRENCIES = ["steps", "seconds", "flops"] as const;
/** Name of something spent. */
export type Currency = (typeof CURRENCIES)[number];

/** What "between" stands for. */
export const BRACKETS =
  `Brackets are of evaluations: a target is not located between two that are more than ` +
  `${100 * WIDEST_BRACKET} % of the run apart, or where a seed does not reach it.`;

/** How much, or how much over RT. */
export interface Spent {
  /** Mean over seeds; absent unless every seed reaches the target between close evaluations. */
  readonly interval: Interval | undefined;
  /** Medians over seeds of the brackets' ends; the upper one is Infinity where half of the seeds do not get there. */
  readonly between: readonly [number, number];
}

/** One estimator on the way to one target. */
export interface TargetRow extends RunPlace {
  readonly target: number;
  readonly seeds: number;
  /** Seeds that reach the target. */
  readonly reached: number;
  /** Absent where nothing was stored. */
  readonly spent: Readonly<Partial<Record<Currency, Spent>>>;
  /** Over RT, on the seeds that both have; absent for RT itself. */
  readonly overRt: Readonly<Partial<Record<Currency, Spent>>>;
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
  const spent: Partial<Record<Currency, Spent>> = {};
  const overRt: Partial<Record<Currency, Spent>> = {};
  for (const currency of CURRENCIES) {
    const ours = bracketsBySeed(runs, { currency, target });
    if (ours.size > 0) spent[currency] = spentOver([...ours.values()]);
    const theirs = bracketsBySeed(rt.runs, { currency, target });
    const pairs = [...ours].flatMap(([seed, own]): [Bracket, Bracket][] => {
      const other = theirs.get(seed);
      return other === undefined ? [] : [[own, other]];
    });
    if (!isPlain(place, "rt") && pairs.length > 0) overRt[currency] = spentOverRt(pairs);
  }
  const reached = runs.filter(({ values }) => values.some((value) => value >= target)).length;
  return { ...place, target, seeds: runs.length, reached, spent, overRt };
}

/** Undefined where RT does not improve. */
function targetOf(runs: readonly Run[]): number | undefined {
  const start = mean(runs.map(({ values }) => values[0] as number));
  const end = mean(runs.map(({ values }) => values[values.length - 1] as number));
  return end > start ? start + TARGET_SHARE * (end - start) : undefined;
}

function spentOver(brackets: readonly Bracket[]): Spent {
  const points = pointsOf(brackets);
  return {
    interval: points === undefined ? undefined : meanInterval([points]),
    between: [median(brackets.map(({ after }) => after)), median(brackets.map(({ by }) => by))],
  };
}

function spentOverRt(pairs: readonly (readonly [Bracket, Bracket])[]): Spent {
  const [ours, theirs] = [pointsOf(pairs.map(([own]) => own)), pointsOf(pairs.map(([, other]) => other))];
  const ratio = (top: number, bottom: number) =>
    Number.isFinite(bottom) ? (bottom === 0 ? Infinity : top / bottom) : 0;
  const [least, most] = [
    pairs.map(([own, other]) => ratio(own.after, other.by)),
    pairs.map(([own, other]) => (own.by === Infinity ? Infinity : ratio(own.by, other.after))),
  ];
  return {
    interval: ours === undefined || theirs === undefined || [...ours, ...theirs].some((value) => value <= 0)
      ? undefined
      : ratioInterval(ours.map((value) => [value]), theirs.map((value) => [value])),
    between: [median(least), median(most)],
  };
}

/** Where every bracket is narrow and ends, where in it the target lies. */
function pointsOf(brackets: readonly Bracket[]): number[] | undefined {
  const points = brackets.flatMap(({ point }) => (point === undefined ? [] : [point]));
  return points.length === brackets.length ? points : undefined;
}

function bracketsBySeed(
  runs: readonly Run[],
  goal: { readonly currency: Currency; readonly target: number },
): Map<number, Bracket> {
  return new Map(runs.flatMap((run) => {
    const at = bracketOf(run.values, { spent: run[goal.currency], target: goal.target });
    return at === undefined ? [] : [[run.seed, at] as const];
  }));
}

/** Where a run reaches a target. */
export interface Bracket {
  /** Spent at the last evaluation below the target; 0 before the first. */
  readonly after: number;
  /** Spent at the first evaluation at or above it; Infinity where none is. */
  readonly by: number;
  /** Spent at the target, where the bracket is narrow enough to take the run as straight in it. */
  readonly point: number | undefined;
}

/**
 * Between which evaluations a curve first reaches a target; undefined where nothing is known of what was spent.
 *
 * @example
 * ```ts
 * import { bracketOf } from "./time_to_target.ts";
 *
 * const near = bracketOf([0, 10, 30, 35], { spent: [0, 98, 100, 102], target: 20 });
 * console.assert(near?.point === 99 && near.after === 98 && near.by === 100);
 * console.assert(bracketOf([0, 10, 30], { spent: [0, 50, 100], target: 20 })?.point === undefined);
 * ```
 */
export function bracketOf(
  values: readonly number[],
  { spent, target }: { readonly spent: readonly number[]; readonly target: number },
): Bracket | undefined {
  const whole = spent.at(-1);
  if (whole === undefined || spent.length < values.length) return undefined;
  const index = values.findIndex((value) => value >= target);
  if (index < 0) return { after: whole, by: Infinity, point: undefined };
  const by = spent[index] as number;
  // The first evaluation is before training: what a clock says then is its own start.
  const [after, previous] = [index === 1 ? 0 : spent[index - 1], values[index - 1]];
  if (after === undefined || previous === undefined) return { after: 0, by, point: by === 0 ? 0 : undefined };
  const narrow = by - after <= WIDEST_BRACKET * whole;
  const share = (target - previous) / (values[index] as number - previous);
  return { after, by, point: narrow ? after + (by - after) * share : undefined };
}

/** `0.91 [0.85, 0.97]`, `between 0.5 and 1.5`, `more than 900`. */
export function spentInWords({ interval, between: [low, high] }: Spent, by = 1): string {
  if (interval !== undefined) {
    return formatInterval({ value: interval.value / by, low: interval.low / by, high: interval.high / by });
  }
  if (high === Infinity) return low === 0 ? "unknown" : `more than ${formatNumber(low / by)}`;
  return `between ${formatNumber(low / by)} and ${formatNumber(high / by)}`;
}
