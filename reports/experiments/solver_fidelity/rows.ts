/**
 * How far each solver's conditioned noise is from RT's and from the exact one, and the bias that follows.
 * @module
 */
import { solverFidelityContract } from "../../../bench/experiments/solver_fidelity/contract.ts";
import type { BenchRecord } from "../../../bench/store/mod.ts";
import type { Interval } from "../../look/format.ts";
import { memo } from "../../analysis/memo.ts";
import { finished, groupBy, subjects } from "../../analysis/select.ts";
import { meanInterval, medianInterval } from "../../../bench/stats/mod.ts";

/** The solver of the paper: conjugate gradients from the right-hand side, at most 50 steps. */
export const PUBLISHED = { start: "rhs", cap: 50 } as const;

/** One solver at one place. */
export interface FidelityRow {
  readonly subject: string;
  /** Step of the checkpoint of a trained model; undefined at fixed scales. */
  readonly step: number | undefined;
  /** The fixed scales, `0.1` or `0.02 to 1`; undefined at a checkpoint. */
  readonly scales: string | undefined;
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

/** Analysis of the experiment: places in the order of training and scales, solvers from exact to most steps. */
export const fidelityRows: (records: readonly BenchRecord[]) => readonly FidelityRow[] = memo((records) => {
  const { of: subjectOf } = subjects(records);
  const entries = finished(records, solverFidelityContract.name).flatMap((record) =>
    record.metrics.filter(({ name }) => name === "noise-distance" || name === "relative-bias").map(
      (metric) => {
        const exact = record.options["solver"] === "cholesky";
        const step = metric.at?.["step"];
        const cell = {
          subject: subjectOf(record),
          step: step === undefined ? undefined : Number(step),
          scales: step === undefined ? String(metric.at?.["scales"]) : undefined,
          start: exact ? "exact" : String(record.options["start"]),
          cap: exact ? 0 : Number(record.options["maxIterations"]),
        };
        return { cell, metric };
      },
    )
  );
  return [...groupBy(entries, ({ cell }) => JSON.stringify(cell)).values()].flatMap(
    (group): FidelityRow[] => {
      const { cell } = group[0] as (typeof group)[number];
      const values = (name: string, block?: string) =>
        group.filter(({ metric }) => metric.name === name && metric.block === block).map(({ metric }) =>
          metric.values
        );
      const distances = values("noise-distance").flat();
      if (distances.length === 0) return [];
      const biases = ["scale", "upstream"].map((block) => [block, values("relative-bias", block)] as const)
        .filter(([, seeds]) => seeds.length > 0)
        .map(([block, seeds]) => [block, meanInterval(seeds)] as const);
      return [{
        ...cell,
        distance: medianInterval(distances),
        farthest: distances.reduce((most, value) => Math.max(most, value), 0),
        bias: Object.fromEntries(biases),
      }];
    },
  ).sort((a, b) =>
    Number(isTrained(b)) - Number(isTrained(a)) || a.subject.localeCompare(b.subject, "en") ||
    (a.step ?? 0) - (b.step ?? 0) || size(b) - size(a) || a.cap - b.cap ||
    a.start.localeCompare(b.start, "en")
  );
});

/** Whether the place is a checkpoint of a trained model, not a set of fixed scales. */
export function isTrained({ step }: Pick<FidelityRow, "step">): boolean {
  return step !== undefined;
}

/** A place in words: `step 50`, `scales 0.1`. */
export function placeLabel({ step, scales }: Pick<FidelityRow, "step" | "scales">): string {
  return step === undefined ? `scales ${scales}` : `step ${step}`;
}

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
function size({ scales }: FidelityRow): number {
  const scale = Number(scales ?? 0);
  return Number.isNaN(scale) ? -1 : scale;
}
