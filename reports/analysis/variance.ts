/**
 * Conditional gradient variance per layer and block, and its ratio to RT's.
 *
 * A stored value is an unbiased draw of the trace of the gradient's covariance; its mean is the estimate.
 * Estimators were given the same keys, so the i-th values of two of them are a pair and the interval of a
 * ratio resamples pairs. Several seeds are several checkpoints: traces are averaged over them and resampling
 * stays within each, so that an interval is about the measured checkpoints.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import type { Interval } from "../look/format.ts";
import {
  familyOf,
  finished,
  groupBy,
  inOrder,
  lazy,
  memo,
  memoByName,
  metricsNamed,
  subjects,
  variants,
} from "./select.ts";
import { meanInterval, ratioInterval } from "../../bench/stats/mod.ts";

/** Name of the layer that stands for the sum over all layers. */
export const ALL_LAYERS = "all layers";
/** Blocks that hold parameters of the Gaussian, whose traces add up to the variance of its gradient. */
const PARAMETER_BLOCKS = ["mean", "scale"];
/** Name of the sum over those blocks. */
export const PARAMETERS = "mean + scale";

/** Variance of one block of one layer's gradient. */
export interface VarianceRow {
  readonly subject: string;
  readonly estimator: string;
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
  readonly ratios: Readonly<Record<string, Interval>>;
}

/** Values of one cell by seed. */
export type Cell = Map<number, readonly number[]>;

/** What the values of a cell are the variance of. */
export interface Place {
  readonly subject: string;
  /** Covariance of the Gaussians, where the experiment varies it; else empty. */
  readonly family: string;
  readonly estimator: string;
  readonly samples: number;
  /** What of another estimator the number of samples was matched to: its time, its operations, or neither. */
  readonly matched: Matching;
  readonly step: number;
  readonly layer: string;
  readonly block: string;
}

/** How a number of samples was chosen. */
export type Matching = "no" | "time" | "flops";

/** How the number of samples of a cell was chosen. */
export function matchingOf({ options }: Pick<BenchRecord, "options">): Matching {
  if (typeof options["samples"] !== "string") return "no";
  return options["matched"] === "flops" ? "flops" : "time";
}

/** A cell and what it is about. */
export interface LocatedCell {
  readonly place: Place;
  readonly values: Cell;
}

/** Estimators that variances are divided by, where they were measured. */
export const REFERENCES: readonly string[] = ["rt", "rt-per-example"];

/** Rows of `gradient_variance`; layers in the order of their names, numbers by size. */
export const varianceRows: (records: readonly BenchRecord[]) => VarianceRow[] = memo((records) =>
  summarise(varianceCells(records, "gradient_variance")).sort((a, b) => inOrder(a.layer, b.layer))
);

/**
 * Rows of `gradient_variance` over other minibatches too: what training sees. Only parameters have them.
 */
export const totalVarianceRows: (records: readonly BenchRecord[]) => VarianceRow[] = memo((records) =>
  summarise(cellsOf(records, { experiment: "gradient_variance", metricName: "total-variance" })).sort((
    a,
    b,
  ) => inOrder(a.layer, b.layer))
);

/** Cells of an experiment that stores `variance`, with the sums over layers added. */
export const varianceCells: (records: readonly BenchRecord[], experiment: string) => readonly LocatedCell[] =
  memoByName((records, experiment) => cellsOf(records, { experiment, metricName: "variance" }));

function cellsOf(
  records: readonly BenchRecord[],
  { experiment, metricName }: { experiment: string; metricName: string },
): LocatedCell[] {
  const { of: subjectOf } = subjects(records);
  const { of: variantOf } = variants(records);
  const cells = new Map<string, LocatedCell>();
  for (const record of finished(records, experiment)) {
    const own = {
      subject: subjectOf(record),
      family: familyOf(record),
      estimator: variantOf(record),
      matched: matchingOf(record),
    };
    for (const metric of metricsNamed(record, metricName)) {
      const place = {
        ...own,
        samples: Number(metric.at?.["samples"] ?? numeric(record.options["samples"]) ?? 1),
        step: Number(metric.at?.["step"] ?? 0),
        layer: metric.layer ?? "",
        block: metric.block ?? "",
      };
      const key = placeText(place);
      const cell = cells.get(key);
      if (cell === undefined) cells.set(key, { place, values: new Map([[record.seed, metric.values]]) });
      else cell.values.set(record.seed, metric.values);
    }
  }
  const found = [...cells.values()];
  return [...found, ...totals(found)];
}

/** A place as text, much sooner than its JSON. */
function placeText({ subject, family, estimator, samples, matched, step, layer, block }: Place): string {
  return `${subject}\n${family}\n${estimator}\n${samples}\n${matched}\n${step}\n${layer}\n${block}`;
}

/** Sums of the parameter blocks of each layer, and over layers of these and of every block alone. */
function totals(cells: readonly LocatedCell[]): LocatedCell[] {
  const parameters = sumsBy(
    cells.filter(({ place }) => PARAMETER_BLOCKS.includes(place.block)),
    (place) => ({ ...place, block: PARAMETERS }),
  );
  const layers = sumsBy([...cells, ...parameters], (place) => ({ ...place, layer: ALL_LAYERS }));
  return [...parameters, ...layers];
}

/** Sums of the cells that `to` sends to one place. */
function sumsBy(cells: readonly LocatedCell[], to: (place: Place) => Place): LocatedCell[] {
  const groups = groupBy(cells, ({ place }) => placeText(to(place)));
  return [...groups.values()].map((group) => ({
    place: to((group[0] as LocatedCell).place),
    values: sumCells(group.map(({ values }) => values)),
  }));
}

/** Sums the i-th values: those of one pair of gradients. Seeds that a member lacks are left out. */
function sumCells(members: readonly Cell[]): Cell {
  const [first, ...others] = members as [Cell, ...Cell[]];
  const sums: Cell = new Map();
  if (others.length === 0) return first;
  for (const [seed, values] of first) {
    let sum: number[] | undefined = values.slice();
    for (const cell of others) {
      const list = cell.get(seed);
      sum = list === undefined ? undefined : addTo(sum, list);
      if (sum === undefined) break;
    }
    if (sum !== undefined) sums.set(seed, sum);
  }
  return sums;
}

/** Adds the values that both lists have. */
function addTo(sum: number[], values: readonly number[]): number[] {
  if (values.length < sum.length) sum.length = values.length;
  for (let i = 0; i < sum.length; i++) (sum[i] as number) += values[i] as number;
  return sum;
}

function summarise(cells: readonly LocatedCell[]): VarianceRow[] {
  const byPlace = new Map(cells.map((cell) => [placeText(cell.place), cell]));
  const found = (place: Place) => byPlace.get(placeText(place));
  return cells.filter(({ values }) => values.size > 0).map(({ place, values }) => {
    const variance = lazy(() => meanInterval([...values.values()]));
    const ratios = lazy(() =>
      ratiosTo(
        values,
        REFERENCES.filter((name) => name !== place.estimator).map((estimator) =>
          found({ ...place, estimator })
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
  });
}

function ratiosTo(values: Cell, references: readonly (LocatedCell | undefined)[]): Record<string, Interval> {
  return Object.fromEntries(references.flatMap((reference) => {
    const ratio = reference === undefined ? undefined : cellRatio(values, reference.values);
    return reference === undefined || ratio === undefined
      ? []
      : [[reference.place.estimator, ratio] as const];
  }));
}

/** Ratio of the traces over the seeds that both cells have; undefined where they share none. */
export function cellRatio(numerator: Cell, denominator: Cell): Interval | undefined {
  const top: (readonly number[])[] = [];
  const bottom: (readonly number[])[] = [];
  for (const [seed, values] of numerator) {
    const reference = denominator.get(seed);
    if (reference === undefined) continue;
    top.push(values);
    bottom.push(reference);
  }
  return top.length === 0 ? undefined : ratioInterval(top, bottom);
}

function numeric(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
