/**
 * How the main numbers of two results differ: each change with its interval, beside what noise alone makes.
 *
 * Both results are independent, so on the logarithm of a ratio, or as they are, errors add by squares: the half width of
 * a change is √(a² + b²) of those of the two. The floor of a kind of number is the 95 % quantile of how much the two
 * halves of the records differ (A/A), over √2, since a half has half of the samples.
 * @module
 */
import { holmByFamily, normalCdf, normalQuantile, quantile } from "../../bench/stats/mod.ts";
import type { BenchRecord } from "../../bench/store/mod.ts";
import { ALL_REPORTS } from "../experiments/registry.ts";
import type { NumberKind } from "../experiments/report.ts";
import type { Interval } from "../look/format.ts";
import { halfOf } from "./halves.ts";

/** A number that both results have, and what became of it. */
export interface Change {
  readonly name: string;
  readonly kind: NumberKind;
  readonly ours: Interval;
  readonly theirs: Interval;
  /** Ours over theirs, or ours minus theirs; its ends are the value where one of them has no interval. */
  readonly change: Interval;
  /** By Holm over all numbers; absent without an interval. */
  readonly adjustedP: number | undefined;
  /** What noise alone makes of such a number; absent where halves of the records say nothing about it. */
  readonly floor: number | undefined;
  readonly says: "worse" | "better" | "changed" | "no change shown" | "no interval";
}

/** Error rate over all numbers of a comparison. */
const LEVEL = 0.05;

/** The rule, for the reader. */
export const CHANGE_RULE =
  `A number has changed where Holm's correction over all numbers leaves p < ${LEVEL} and the ` +
  "change is above the floor: what 95 % of the numbers of its kind differ by between even and odd samples of one result " +
  "(runs: even and odd seeds), over √2. The halves share processes and machine, so of times the floor is low.";

const USUAL: NumberKind = { of: "ratio", scale: "ratio", better: "less" };

/** Changes of all numbers that both have, in the order of the report. */
export function changesBetween(ours: readonly BenchRecord[], theirs: readonly BenchRecord[]): Change[] {
  const [left, right] = [numbersOf(ours), numbersOf(theirs)];
  const floors = floorsOf([ours, theirs]);
  const changes = [...left].flatMap(([name, [own, kind]]) => {
    const other = right.get(name)?.[0];
    if (other === undefined) return [];
    const { change, p } = changeOf(own, other, kind);
    return [{ name, kind, ours: own, theirs: other, change, p, floor: floors.get(kind.of) }];
  });
  const tested = changes.filter(({ p }) => p !== undefined);
  const adjusted = holmByFamily(tested, { family: () => "", p: ({ p }) => p ?? 1 });
  return changes.map((found): Change => {
    const { p: _, ...change } = found;
    const adjustedP = adjusted.get(found);
    return { ...change, adjustedP, says: saysOf({ ...change, adjustedP }) };
  });
}

/** How far a change is from none, in the unit of its floor. */
export function sizeOf({ change, kind }: Pick<Change, "change" | "kind">): number {
  return Math.abs(kind.scale === "ratio" ? Math.log(change.value) : change.value);
}

function saysOf(change: Omit<Change, "says">): Change["says"] {
  const { adjustedP, floor = 0, kind } = change;
  if (adjustedP === undefined) return "no interval";
  if (adjustedP >= LEVEL || sizeOf(change) <= floor) return "no change shown";
  if (kind.better === undefined) return "changed";
  const isMore = change.change.value > (kind.scale === "ratio" ? 1 : 0);
  return isMore === (kind.better === "more") ? "better" : "worse";
}

/** The report's main numbers by name, those that are finite, with their kinds. */
export function numbersOf(records: readonly BenchRecord[]): Map<string, [Interval, NumberKind]> {
  return new Map(ALL_REPORTS.flatMap((report) => {
    const numbers = report.numbers?.(report.rows(records)) ?? [];
    return numbers.filter(([, { value }]) => Number.isFinite(value)).map(([name, number, kind = USUAL]) =>
      [name, [number, kind]] as const
    );
  }) as [string, [Interval, NumberKind]][]);
}

function changeOf(
  ours: Interval,
  theirs: Interval,
  { scale }: NumberKind,
): { change: Interval; p: number | undefined } {
  const [to, from] = scale === "ratio" ? [Math.log, Math.exp] : [(x: number) => x, (x: number) => x];
  const value = to(ours.value) - to(theirs.value);
  const half = Math.hypot(...[ours, theirs].map(({ low, high }) => (to(high) - to(low)) / 2));
  const known = [ours, theirs].every(({ low, high }) => low < high) && Number.isFinite(half);
  if (!known) return { change: { value: from(value), low: from(value), high: from(value) }, p: undefined };
  const z = value / half * normalQuantile(0.975);
  return {
    change: { value: from(value), low: from(value - half), high: from(value + half) },
    p: Math.min(1, 2 * normalCdf(-Math.abs(z))),
  };
}

/** Floors by kind: the larger one of the two results. */
function floorsOf(results: readonly (readonly BenchRecord[])[]): Map<string, number> {
  const floors = new Map<string, number>();
  for (const records of results) {
    const [even, odd] = [numbersOf(halfOf(records, 0)), numbersOf(halfOf(records, 1))];
    const sizes = [...even].flatMap(([name, [own, kind]]) => {
      const other = odd.get(name)?.[0];
      if (other === undefined) return [];
      const size = sizeOf({ change: changeOf(own, other, kind).change, kind });
      return size > 0 && Number.isFinite(size) ? [{ of: kind.of, size }] : []; // none: nothing was divided
    });
    for (const [of, own] of Map.groupBy(sizes, ({ of }) => of)) {
      const floor = quantile(own.map(({ size }) => size), 0.95) / Math.SQRT2;
      floors.set(of, Math.max(floor, floors.get(of) ?? 0));
    }
  }
  return floors;
}
