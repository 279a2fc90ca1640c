/**
 * Has an estimator become less efficient? Efficiency is 1 / (variance × time) of a gradient.
 *
 * Times come from several processes of each side that take turns. How much a process's time differs from its
 * predecessor's of the same code is the noise of this machine in this run: a change below the floor that follows from it
 * is not told from none, whatever its size.
 * @module
 */
import { mean, studentTwoSidedQuantile } from "../stats/mod.ts";
import type { Measured, Measurement } from "./types.ts";

/** What a stored baseline keeps of one bench; ratios to the first estimator of its site need no equal machine. */
export interface Kept {
  readonly variance: number;
  readonly varianceError: number;
  /** Log of the efficiency over that of the site's first estimator in the same processes. */
  readonly relative: number;
  /** Its standard error over processes. */
  readonly relativeError: number;
}

/** One bench, judged. */
export interface Judged {
  readonly name: string;
  /** Efficiency of the new code over the old one's. */
  readonly ratio: number;
  /** Ratios above exp(−floor) may be noise. */
  readonly floor: number;
  readonly regressed: boolean;
}

/** How it is judged. */
export interface JudgeOptions {
  /** Loss of efficiency that is let pass, e.g. .05. */
  readonly allowed: number;
}

/** Chance that any bench of unchanged code is said to have regressed. */
const ERROR_RATE = 0.01;
/** Variances of the same draws differ by rounding alone. */
const SAME_DRAWS = 1e-3;

/** Judges process i of one side beside process i of the other. */
export function judgeSides(
  head: readonly Measurement[],
  base: readonly Measurement[],
  options: JudgeOptions,
): Judged[] {
  const names = namesIn(head).filter((name) => base.every((each) => name in each));
  const times = (side: readonly Measurement[], name: string) =>
    side.map((each) => Math.log(each[name]!.milliseconds));
  return names.map((name) => {
    const [own, other] = [times(head, name), times(base, name)];
    const change = mean(own.map((time, i) => other[i]! - time));
    const noise = Math.hypot(turnNoise(own), turnNoise(other)); // of one process on either side
    return judged(name, {
      ...{ change, error: noise / Math.sqrt(own.length), degrees: 2 * (own.length - 1), count: names.length },
      variances: [head[0]![name]!, base[0]![name]!],
      options,
    });
  });
}

/** Judges this run beside a stored baseline. */
export function judgeKept(
  head: readonly Measurement[],
  kept: Readonly<Record<string, Kept>>,
  options: JudgeOptions,
): Judged[] {
  const now = keep(head);
  const names = Object.keys(now).filter((name) => name in kept);
  return names.map((name) => {
    const [own, old] = [now[name]!, kept[name]!];
    // Efficiencies are relative to the first estimator of the site: the errors of both variances are in the change.
    const first = firstOf(names, name);
    const draws = [name, ...(first === name ? [] : [first])].map((each) =>
      drawError(now[each]!, kept[each]!)
    );
    return judged(name, {
      change: own.relative - old.relative,
      error: Math.hypot(own.relativeError, old.relativeError, ...draws),
      ...{ degrees: head.length - 1, count: names.length, variances: undefined, options },
    });
  });
}

/** What is stored of a run. */
export function keep(head: readonly Measurement[]): Record<string, Kept> {
  const names = namesIn(head);
  return Object.fromEntries(
    names.map((name) => {
      const first = firstOf(names, name);
      const efficiency = ({ variance, milliseconds }: Measured) => -Math.log(variance * milliseconds);
      const relatives = head.map((each) => efficiency(each[name]!) - efficiency(each[first]!));
      const { variance, varianceError } = head[0]![name]!;
      const relativeError = name === first ? 0 : turnNoise(relatives) / Math.sqrt(head.length);
      return [name, { variance, varianceError, relative: mean(relatives), relativeError }];
    }),
  );
}

function judged(
  name: string,
  { change, error, degrees, count, variances, options: { allowed } }: {
    readonly change: number;
    readonly error: number;
    readonly degrees: number;
    readonly count: number;
    readonly variances: readonly [head: Measured, base: Measured] | undefined;
    readonly options: JudgeOptions;
  },
): Judged {
  const gain = variances === undefined ? 0 : Math.log(variances[1].variance / variances[0].variance);
  const varianceError = variances === undefined ? 0 : drawError(...variances);
  const floor = studentTwoSidedQuantile(2 * ERROR_RATE / count, degrees) * Math.hypot(error, varianceError);
  const total = change + gain;
  return { name, ratio: Math.exp(total), floor, regressed: total < -floor && Math.exp(total) < 1 - allowed };
}

type Variance = Pick<Measured, "variance" | "varianceError">;

/** Standard error of the log ratio of two variances: none of the same draws. */
function drawError(own: Variance, other: Variance): number {
  return Math.abs(Math.log(other.variance / own.variance)) < SAME_DRAWS
    ? 0
    : Math.hypot(own.varianceError, other.varianceError);
}

/** Standard deviation of one value, from the differences of successive ones: a drift is no noise. */
function turnNoise(values: readonly number[]): number {
  const steps = values.slice(1).map((value, i) => (value - values[i]!) ** 2 / 2);
  return Math.sqrt(mean(steps));
}

/** Benches that every process measured. */
function namesIn(side: readonly Measurement[]): string[] {
  return Object.keys(side[0] ?? {}).filter((name) => side.every((each) => name in each));
}

/** The first estimator at the site of a bench. */
function firstOf(names: readonly string[], name: string): string {
  return names.find((other) => siteOf(other) === siteOf(name))!;
}

/** `diagonal 40 to 5` of `diagonal 40 to 5, rt` */
function siteOf(name: string): string {
  return name.slice(0, name.lastIndexOf(", "));
}
