/**
 * R2-G2 and its rivals at equal cost: against RT with as many samples, and everything over RT with one sample.
 * @module
 */
import { equalCostContract } from "../../../bench/experiments/equal_cost/contract.ts";
import type { BenchRecord } from "../../../bench/store/mod.ts";
import { ALL_LAYERS, blockRank, PARAMETERS } from "../../analysis/gradient_parts.ts";
import { memo } from "../../analysis/memo.ts";
import { finished, inOrder, metricsNamed } from "../../analysis/select.ts";
import { exactRatio, productOf, type Ratio } from "../../../bench/stats/mod.ts";
import { cellRatio, type Matching, type Place } from "../../analysis/variance_cells.ts";
import { costKey } from "../../comparison/cell_costs.ts";
import {
  type ComparisonRow,
  comparisonRows,
  type CostedCells,
  costedCells,
  isSingle,
  ratioOfFlops,
  ratioOfTimes,
  REFERENCE,
} from "../../comparison/rows.ts";
import { compareSeries, type Series } from "../../look/series.ts";

/** What the experiment measured. */
export interface EqualCostRows {
  /** R2-G2 over RT with K samples. */
  readonly comparisons: readonly ComparisonRow[];
  /** Everything over RT with one sample: R2-G2, RT with more samples, antithetic pairs; by model and gradient. */
  readonly contenders: readonly ContenderRow[];
  readonly measured: Measured;
}

/** One way to make a gradient, over RT with one sample, for one kind of gradient summed over layers. */
export interface ContenderRow extends Series {
  readonly subject: string;
  readonly samples: number;
  readonly matching: Matching;
  readonly block: string;
  readonly step: number;
  readonly variance: Ratio;
  /** Variance × time. */
  readonly timeWork: Ratio | undefined;
  /** Variance × operations. */
  readonly flopsWork: Ratio | undefined;
}

/** How many places of training variances were measured at. */
export interface Measured {
  /** Steps of training, ascending. */
  readonly steps: readonly number[];
  /** Each seed has its own. */
  readonly minibatches: number;
  readonly seeds: number;
  /** Of a seed, a minibatch and a step each. */
  readonly places: number;
}

/** Analysis of the experiment. */
export const equalCostRows: (records: readonly BenchRecord[]) => EqualCostRows = memo((records) => {
  const costed = costedCells(records, equalCostContract.name);
  return {
    comparisons: comparisonRows(costed),
    contenders: contenderRows(costed),
    measured: measuredIn(finished(records, equalCostContract.name)),
  };
});

function contenderRows({ cells: all, costs }: CostedCells): ContenderRow[] {
  const cells = all.filter(({ place: { layer, block } }) =>
    layer === ALL_LAYERS && (block === PARAMETERS || block === "upstream")
  );
  const bases = new Map(
    cells.filter(({ place }) => isSingle(place, REFERENCE)).map((cell) => [placeKey(cell.place), cell]),
  );
  return cells.filter(({ place }) => !isSingle(place, REFERENCE)).flatMap(
    ({ place, values }): ContenderRow[] => {
      const base = bases.get(placeKey(place));
      const variance = base === undefined ? undefined : cellRatio(values, base.values);
      if (base === undefined || variance === undefined) return [];
      const [ours, theirs] = [costs.get(costKey(place)), costs.get(costKey(base.place))];
      const time = ratioOfTimes(ours, theirs);
      const flops = ratioOfFlops(ours, theirs);
      const { subject, estimator, variant, samples, matched: matching, block, step } = place;
      return [{
        ...{ subject, estimator, variant, samples, matching, block, step, variance },
        timeWork: time === undefined ? undefined : productOf(variance, time),
        flopsWork: flops === undefined ? undefined : productOf(variance, exactRatio(flops)),
      }];
    },
  ).sort((a, b) =>
    inOrder(a.subject, b.subject) || blockRank(a.block) - blockRank(b.block) || compareSeries(a, b) ||
    inOrder(a.matching, b.matching)
  );
}

function placeKey({ subject, family, block, step }: Place): string {
  return JSON.stringify([subject, family, block, step]);
}

function measuredIn(records: readonly BenchRecord[]): Measured {
  const places = records.flatMap((record) =>
    metricsNamed(record, "variance").map(({ at }) => ({
      seed: record.seed,
      step: Number(at?.["step"] ?? 0),
      minibatch: `${record.seed} ${at?.["minibatch"] ?? 0}`,
    }))
  );
  return {
    steps: [...new Set(places.map(({ step }) => step))].sort((a, b) => a - b),
    minibatches: new Set(places.map(({ minibatch }) => minibatch)).size,
    seeds: new Set(places.map(({ seed }) => seed)).size,
    places: new Set(places.map(({ minibatch, step }) => `${minibatch} ${step}`)).size,
  };
}
