/**
 * How far each solver's conditioned noise is from RT's and from the exact one, and the bias that follows.
 * @module
 */
import type { BenchRecord } from "../../../bench/store/mod.ts";
import type { Interval } from "../../look/format.ts";
import { finished, groupBy, memo, subjects } from "../../analysis/select.ts";
import { meanInterval, medianInterval } from "../../../bench/stats/mod.ts";

/** The solver of the paper: conjugate gradients from the right-hand side, at most 50 steps. */
export const PUBLISHED = { start: "rhs", cap: 50 } as const;

/** One solver at one place. */
export interface FidelityRow {
  readonly subject: string;
  /** Whether the place is a checkpoint of a trained model, not a set of fixed scales. */
  readonly trained: boolean;
  /** `step 50` or `scales 0.1`. */
  readonly place: string;
  /** `exact`, or how conjugate gradients start: `rhs`, `zero`. */
  readonly start: string;
  /** Most steps of conjugate gradients; 0 for the exact solver. */
  readonly cap: number;
  /** Median over examples of ‖ε* − ε‖ / ‖ε‖. */
  readonly distance: Interval;
  /** Largest over examples. */
  readonly farthest: number;
  /** Mean share by which the gradient is too long along the true one, by block. */
  readonly bias: Readonly<Record<string, Interval>>;
}

/** Rows of `solver_fidelity`: places in the order of the records, solvers from exact to most steps. */
export const fidelityRows: (records: readonly BenchRecord[]) => FidelityRow[] = memo((records) => {
  const { of: subjectOf } = subjects(records);
  const entries = finished(records, "solver_fidelity").flatMap((record) =>
    record.metrics.filter(({ name }) => name === "noise-distance" || name === "relative-bias").map(
      (metric) => {
        const exact = record.options["solver"] === "cholesky";
        const step = metric.at?.["step"];
        const cell = {
          subject: subjectOf(record),
          trained: step !== undefined,
          place: step === undefined ? `scales ${metric.at?.["scales"]}` : `step ${step}`,
          start: exact ? "exact" : String(record.options["start"]),
          cap: exact ? 0 : Number(record.options["maxIterations"]),
        };
        return { cell, metric, order: Number(step ?? 0) };
      },
    )
  );
  return [...groupBy(entries, ({ cell }) => JSON.stringify(cell)).values()].map((group) => {
    const { cell, order } = group[0] as (typeof group)[number];
    const values = (name: string, block?: string) =>
      group.filter(({ metric }) => metric.name === name && metric.block === block).map(({ metric }) =>
        metric.values
      );
    const distances = values("noise-distance").flat();
    const biases = ["scale", "upstream"].map((block) => [block, values("relative-bias", block)] as const)
      .filter(([, seeds]) => seeds.length > 0)
      .map(([block, seeds]) => [block, meanInterval(seeds)] as const);
    const row: FidelityRow = {
      ...cell,
      distance: medianInterval(distances),
      farthest: distances.reduce((most, value) => Math.max(most, value), 0),
      bias: Object.fromEntries(biases),
    };
    return { row, order };
  })
    .sort((a, b) =>
      Number(b.row.trained) - Number(a.row.trained) || a.row.subject.localeCompare(b.row.subject, "en") ||
      a.order - b.order || (a.row.trained ? 0 : placeOrder(b.row) - placeOrder(a.row)) ||
      a.row.cap - b.row.cap || a.row.start.localeCompare(b.row.start, "en")
    )
    .map(({ row }) => row);
});

/** A solver in words. */
export function solverLabel({ start, cap }: Pick<FidelityRow, "start" | "cap">): string {
  return start === "exact" ? "exact" : `CG, ${cap} steps`;
}

/** How a solver starts, in words; `rhs`, the right-hand side z, as published. */
export function startLabel(start: string): string {
  return STARTS[start] ?? `CG from ${start}`;
}

const STARTS: Readonly<Record<string, string>> = {
  exact: "exact",
  rhs: "CG from z (published)",
  zero: "CG from zero",
};

/** Fixed scales from large to small, uneven ones last. */
function placeOrder({ place }: FidelityRow): number {
  const scale = Number(place.slice("scales ".length));
  return Number.isNaN(scale) ? -1 : scale;
}
