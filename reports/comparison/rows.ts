/**
 * R2-G2 with one sample against RT with as many samples as the same time, or the same arithmetic, buys.
 *
 * Work-normalised variance is variance × cost of a gradient: what is left when averaging more samples is
 * taken into account, since averaging divides one factor and multiplies the other. The ratios of variance and
 * of time are measured apart: their logarithms add up, by Welch and Satterthwaite. Operations are counted and
 * have no interval.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import type { Interval } from "../look/format.ts";
import { isPlain } from "../look/series.ts";
import { type CellCosts, costKey, costsOfCells } from "./cell_costs.ts";
import { ALL_LAYERS, blockRank, PARAMETERS } from "../analysis/gradient_parts.ts";
import { shared } from "../analysis/pooled.ts";
import { inOrder } from "../analysis/select.ts";
import { exactRatio, productOf, type Ratio, timeRatioInterval } from "../../bench/stats/mod.ts";
import {
  cellRatio,
  type LocatedCell,
  type Matching,
  type Place,
  varianceCells,
} from "../analysis/variance_cells.ts";

/** The estimator under test and the one that spends the same cost on more samples. */
export const TREATMENT = "r2g2";
/** See {@linkcode TREATMENT}. */
export const REFERENCE = "rt";

/** R2-G2 over RT with K samples, for one block of one layer's gradient. */
export interface ComparisonRow {
  readonly subject: string;
  /** Covariance of the Gaussians, where the experiment varies it; else empty. */
  readonly family: string;
  readonly layer: string;
  readonly block: string;
  readonly step: number;
  /** K: samples of RT. */
  readonly samples: number;
  /** What K was matched to. */
  readonly matching: Matching;
  /** Whether K is the number that was matched to the time of R2-G2. */
  readonly matched: boolean;
  /** Whether one gradient is compared with one gradient. */
  readonly single: boolean;
  /** Variance of R2-G2 over that of RT with K samples. */
  readonly variance: Ratio;
  /** Time of R2-G2 over that of RT with K samples. */
  readonly time: Ratio | undefined;
  /** Operations of R2-G2 over those of RT with K samples. */
  readonly flops: number | undefined;
  /** Variance × operations where K is matched to these, else variance × time; over that of RT with K samples. */
  readonly work: Ratio | undefined;
  /** Samples of RT whose average has the variance of R2-G2, from one gradient of each. */
  readonly breakEven: Interval | undefined;
}

/** Variances and costs of an experiment that compares at equal cost. */
export interface CostedCells {
  readonly cells: readonly LocatedCell[];
  /** By {@linkcode costKey}. */
  readonly costs: ReadonlyMap<string, CellCosts>;
}

/** The finished cells of such an experiment. */
export function costedCells(records: readonly BenchRecord[], experiment: string): CostedCells {
  return {
    cells: varianceCells(records, { experiment, metric: "variance" }),
    costs: costsOfCells(records, experiment),
  };
}

/** R2-G2 over RT, for every number of samples of RT that was run. */
export function comparisonRows({ cells, costs }: CostedCells): ComparisonRow[] {
  const treated = new Map(
    cells.filter(({ place }) => isSingle(place, TREATMENT)).map((cell) => [placeKey(cell.place), cell]),
  );
  const references = cells.filter(({ place }) => isPlain(place, REFERENCE));
  const timeMatched = new Set(
    references.filter(({ place }) => place.matched === "time").map(({ place }) => subjectKey(place)),
  );
  return references.flatMap((reference) => {
    const own = treated.get(placeKey(reference.place));
    const variance = own === undefined ? undefined : cellRatio(own.values, reference.values);
    if (own === undefined || variance === undefined) return [];
    // Without a cell that says so, one sample is its own match.
    return [
      compare({ own, reference, variance }, { costs, alone: !timeMatched.has(subjectKey(reference.place)) }),
    ];
  });
}

/** Per model and family, the totals over layers of the parameters' gradient and of what flows upstream. */
export function headlineRows(rows: readonly ComparisonRow[]): ComparisonRow[] {
  return rows
    .filter(({ layer, block }) => layer === ALL_LAYERS && (block === PARAMETERS || block === "upstream"))
    .sort((a, b) =>
      inOrder(a.subject, b.subject) || inOrder(a.family, b.family) || blockRank(a.block) - blockRank(b.block)
    );
}

interface Pair {
  readonly own: LocatedCell;
  readonly reference: LocatedCell;
  readonly variance: Ratio;
}

function compare(
  { own, reference: { place }, variance }: Pair,
  { costs, alone }: { costs: ReadonlyMap<string, CellCosts>; alone: boolean },
): ComparisonRow {
  const { subject, family, layer, block, step, samples, matched: matching } = place;
  const [ours, theirs] = [costs.get(costKey(own.place)), costs.get(costKey(place))];
  const time = ratioOfTimes(ours, theirs);
  const flops = ratioOfFlops(ours, theirs);
  const cost = matching !== "flops" ? time : flops === undefined ? undefined : exactRatio(flops);
  const single = samples === 1 && matching === "no";
  return {
    ...{ subject, family, layer, block, step, samples, matching, variance, time, flops, single },
    matched: matching === "time" || (alone && single),
    work: cost === undefined ? undefined : productOf(variance, cost),
    breakEven: single ? inverse(variance) : undefined,
  };
}

/** Ratio of interleaved times; undefined where one side was not timed. */
export function ratioOfTimes(
  ours: CellCosts | undefined,
  theirs: CellCosts | undefined,
): Ratio | undefined {
  if (!ours?.times.size || !theirs?.times.size) return undefined;
  // The blocks and layers of a cell share its times.
  const known = timeRatios.get(ours) ?? new Map<CellCosts, Ratio>();
  const found = known.get(theirs) ?? timeRatioInterval(...shared(ours.times, theirs.times));
  timeRatios.set(ours, known.set(theirs, found));
  return found;
}

/** Ratio of operations; undefined where those of one side are unknown. */
export function ratioOfFlops(
  ours: CellCosts | undefined,
  theirs: CellCosts | undefined,
): number | undefined {
  return ours?.flops === undefined || theirs?.flops === undefined ? undefined : ours.flops / theirs.flops;
}

const timeRatios = new WeakMap<CellCosts, Map<CellCosts, Ratio>>();

function inverse({ value, low, high }: Interval): Interval {
  return { value: 1 / value, low: 1 / high, high: 1 / low };
}

/** One gradient of an estimator, matched to nothing. */
export function isSingle(place: Place, name: string): boolean {
  return isPlain(place, name) && place.samples === 1 && place.matched === "no";
}

function subjectKey({ subject, family }: Place): string {
  return JSON.stringify([subject, family]);
}

/** What the cells of one comparison share. */
function placeKey({ subject, family, step, layer, block }: Place): string {
  return JSON.stringify([subject, family, step, layer, block]);
}
