/**
 * Conditional gradient variance per layer and block, and its ratio to RT's; on one minibatch and over others too.
 * @module
 */
import { gradientVarianceContract } from "../../../bench/experiments/gradient_variance/contract.ts";
import type { BenchRecord } from "../../../bench/store/mod.ts";
import { ALL_LAYERS, PARAMETERS } from "../../analysis/gradient_parts.ts";
import { lazy, memo } from "../../analysis/memo.ts";
import { groupBy, inOrder } from "../../analysis/select.ts";
import { meanInterval, type Ratio } from "../../../bench/stats/mod.ts";
import {
  type Cell,
  cellRatio,
  type LocatedCell,
  type Place,
  placeText,
  varianceCells,
} from "../../analysis/variance_cells.ts";
import type { Interval } from "../../look/format.ts";
import { isPlain, PLAIN, type Series } from "../../look/series.ts";

/** Variance of one block of one layer's gradient. */
export interface VarianceRow extends Series {
  readonly model: string;
  /** The model's label. */
  readonly subject: string;
  /** Samples that one gradient averages. */
  readonly samples: number;
  readonly step: number;
  readonly layer: string;
  readonly block: string;
  readonly seeds: number;
  /** Values over all seeds. */
  readonly pairs: number;
  /** Trace of the covariance, averaged over seeds. */
  readonly variance: Interval;
  /** Variance over that of the reference, by reference name; absent for the reference itself. */
  readonly ratios: Readonly<Record<string, Ratio>>;
}

/** Estimators that variances are divided by, where they were measured. */
const REFERENCES: readonly string[] = ["rt", "rt-per-example"];

/** LRT's variance over R2-G2's, of one block of one layer. */
export interface LrtRow {
  readonly place: Place;
  readonly seeds: number;
  readonly ratio: Ratio;
}

/** What the experiment measured. */
export interface GradientVarianceRows {
  /** On one minibatch; layers in the order of their names, numbers by size. */
  readonly fixed: readonly VarianceRow[];
  /** Over other minibatches too: what training sees. Only parameters have it. */
  readonly total: readonly VarianceRow[];
  /** On one minibatch, where both were measured. */
  readonly lrtOverR2g2: readonly LrtRow[];
}

/** Analysis of the experiment. */
export const gradientVarianceRows: (records: readonly BenchRecord[]) => GradientVarianceRows = memo(
  (records) => {
    const cells = (metric: keyof typeof gradientVarianceContract.metrics) =>
      varianceCells(records, { experiment: gradientVarianceContract.name, metric });
    const fixed = cells("variance");
    return {
      fixed: summarise(fixed),
      total: summarise(cells("total-variance")),
      lrtOverR2g2: lrtRows(fixed),
    };
  },
);

function summarise(cells: readonly LocatedCell[]): VarianceRow[] {
  const byPlace = new Map(cells.map((cell) => [placeText(cell.place), cell]));
  const found = (place: Place) => byPlace.get(placeText(place));
  return cells.filter(({ values }) => values.size > 0).map(({ place, values }) => {
    const variance = lazy(() => meanInterval([...values.values()]));
    const ratios = lazy(() =>
      ratiosTo(
        values,
        REFERENCES.filter((name) => !isPlain(place, name)).map((estimator) =>
          found({ ...place, estimator, variant: PLAIN })
        ),
      )
    );
    // Intervals are computed when they are read: a store with many checkpoints has far more than a report shows.
    return {
      ...place,
      seeds: values.size,
      pairs: [...values.values()].reduce((sum, list) => sum + list.length, 0),
      get variance() {
        return variance();
      },
      get ratios() {
        return ratios();
      },
    };
  }).sort((a, b) => inOrder(a.layer, b.layer));
}

function ratiosTo(values: Cell, references: readonly (LocatedCell | undefined)[]): Record<string, Ratio> {
  return Object.fromEntries(references.flatMap((reference) => {
    const ratio = reference === undefined ? undefined : cellRatio(values, reference.values);
    return reference === undefined || ratio === undefined
      ? []
      : [[reference.place.estimator, ratio] as const];
  }));
}

function lrtRows(cells: readonly LocatedCell[]): LrtRow[] {
  const keyOf = (place: Place) => placeText({ ...place, estimator: "" });
  const own = (name: string) => cells.filter(({ place }) => isPlain(place, name));
  const r2g2 = new Map(own("r2g2").map(({ place, values }) => [keyOf(place), values]));
  return own("lrt").flatMap(({ place, values }) => {
    const other = r2g2.get(keyOf(place));
    const ratio = other === undefined ? undefined : cellRatio(values, other);
    return ratio === undefined ? [] : [{ place, ratio, seeds: values.size }];
  });
}

/** Rows of single blocks in single layers, without the sums over either. */
export function singleBlocks<Row extends Pick<VarianceRow, "layer" | "block">>(rows: readonly Row[]): Row[] {
  return rows.filter(({ layer, block }) => layer !== ALL_LAYERS && block !== PARAMETERS);
}

/** Rows of the last step that each model was measured at. */
export function atLastStep(rows: readonly VarianceRow[]): VarianceRow[] {
  const last = new Map<string, number>();
  for (const { subject, step } of rows) last.set(subject, Math.max(step, last.get(subject) ?? step));
  return rows.filter(({ subject, step }) => step === last.get(subject));
}

/** Ratios to every kind of RT that was measured, one entry each. */
export function ratiosOf(row: VarianceRow): VarianceRatio[] {
  return Object.entries(row.ratios).map(([reference, ratio]) => ({ row, reference, ratio }));
}

/** A row's ratio to one kind of RT. */
export interface VarianceRatio {
  readonly row: VarianceRow;
  readonly reference: string;
  readonly ratio: Ratio;
}

/** The models that were measured at several steps and in which R2-G2 is not RT at all of them. */
export function alongTraining(
  rows: readonly VarianceRow[],
  isSame: (ratio: Interval) => boolean,
): VarianceRow[][] {
  return [...groupBy(rows, ({ subject }) => subject).values()].filter((own) => {
    const ratios = own.filter((row) => isPlain(row, "r2g2")).flatMap(({ ratios }) => ratios["rt"] ?? []);
    const differs = ratios.length === 0 || !ratios.every(isSame);
    return new Set(own.map(({ step }) => step)).size > 1 && differs;
  });
}

/** The series without its objective, and the objective where it is not the model's own. */
export function objectiveOf({ estimator, variant }: Series): {
  readonly series: Series;
  readonly objective: string;
} {
  const { bound, boundSamples = 1, ...others } = variant;
  return bound === undefined ? { series: { estimator, variant }, objective: "" } : {
    series: { estimator, variant: Object.keys(others).length === 0 ? PLAIN : others },
    objective: boundSamples === 1 ? String(bound) : `${bound} × ${boundSamples}`,
  };
}
