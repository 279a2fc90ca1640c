/**
 * Cells of stored variances, and their sums over blocks and layers.
 *
 * A stored value is an unbiased draw of the trace of the gradient's covariance; its mean is the estimate.
 * Estimators were given the same keys, so the i-th values of two of them are a pair. Seeds are the replication
 * unit: several have one ratio each and the interval is over these; that of a single seed is over its pairs,
 * about this one place.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import type { Series } from "../look/series.ts";
import { ALL_LAYERS, PARAMETER_BLOCKS, PARAMETERS } from "./gradient_parts.ts";
import { familyOf, finished, groupBy, metricsNamed, subjects } from "./select.ts";
import { shared } from "./pooled.ts";
import { seriesKey, seriesOf } from "./series.ts";
import { type Ratio, ratioInterval } from "../../bench/stats/mod.ts";

/** Values of one cell by seed. */
export type Cell = Map<number, readonly number[]>;

/** What the values of a cell are the variance of. */
export interface Place extends Series {
  readonly model: string;
  /** The model's label. */
  readonly subject: string;
  /** Covariance of the Gaussians, where the experiment varies it; else empty. */
  readonly family: string;
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

/** Finished cells of one metric of an experiment, with the sums over layers added. */
export function varianceCells(
  records: readonly BenchRecord[],
  { experiment, metric: name }: { readonly experiment: string; readonly metric: string },
): LocatedCell[] {
  const { of: subjectOf } = subjects(records);
  const seriesIn = seriesOf(records);
  const cells = new Map<string, LocatedCell>();
  for (const record of finished(records, experiment)) {
    const own = {
      model: record.model,
      subject: subjectOf(record),
      family: familyOf(record),
      ...seriesIn(record),
      matched: matchingOf(record),
    };
    for (const metric of metricsNamed(record, name)) {
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

/** A place as text, much faster than its JSON. */
export function placeText(place: Place): string {
  const { subject, family, samples, matched, step, layer, block } = place;
  return `${subject}\n${family}\n${seriesKey(place)}\n${samples}\n${matched}\n${step}\n${layer}\n${block}`;
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

/** Ratio of the traces over the seeds that both cells have; undefined where they share none. */
export function cellRatio(numerator: Cell, denominator: Cell): Ratio | undefined {
  const [top, bottom] = shared(numerator, denominator);
  return top.length === 0 ? undefined : ratioInterval(top, bottom);
}

function numeric(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
