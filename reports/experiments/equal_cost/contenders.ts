/**
 * Everything that `equal_cost` measured, over RT with one sample: R2-G2, RT with more samples, antithetic
 * pairs. One number each for time and for operations, so that all may be compared with each other.
 * @module
 */
import type { BenchRecord } from "../../../bench/store/mod.ts";
import type { Interval } from "../../look/format.ts";
import { costKey, costsOfCells } from "../../comparison/cell_costs.ts";
import { exactly, isSingle, ratioOfFlops, ratioOfTimes, REFERENCE } from "../../comparison/rows.ts";
import { memo } from "../../analysis/select.ts";
import { productInterval } from "../../../bench/stats/mod.ts";
import {
  ALL_LAYERS,
  cellRatio,
  type Matching,
  PARAMETERS,
  type Place,
  varianceCells,
} from "../../analysis/variance.ts";

/** One way to make a gradient, over RT with one sample, for one kind of gradient summed over layers. */
export interface ContenderRow {
  readonly subject: string;
  readonly estimator: string;
  readonly samples: number;
  readonly matching: Matching;
  readonly block: string;
  readonly step: number;
  readonly variance: Interval;
  /** Variance × time. */
  readonly timeWork: Interval | undefined;
  /** Variance × operations. */
  readonly flopsWork: Interval | undefined;
}

/** Rows of `equal_cost`, without RT itself. */
export const contenderRows: (records: readonly BenchRecord[]) => ContenderRow[] = memo((records) => {
  const cells = varianceCells(records, "equal_cost").filter(({ place: { layer, block } }) =>
    layer === ALL_LAYERS && (block === PARAMETERS || block === "upstream")
  );
  const costs = costsOfCells(records, "equal_cost");
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
      const { subject, estimator, samples, matched: matching, block, step } = place;
      return [{
        ...{ subject, estimator, samples, matching, block, step, variance },
        timeWork: time === undefined ? undefined : productInterval(variance, time),
        flopsWork: flops === undefined ? undefined : productInterval(variance, exactly(flops)),
      }];
    },
  );
});

/** A contender in words: how many samples, and why so many. */
export function contenderLabel(
  { samples, matching }: Pick<ContenderRow, "samples" | "matching">,
  label: string,
): string {
  const reason = { no: "", time: ", equal time", flops: ", equal FLOPs" }[matching];
  return matching === "no" && samples === 1 ? label : `${label} × ${samples}${reason}`;
}

function placeKey({ subject, family, block, step }: Place): string {
  return JSON.stringify([subject, family, block, step]);
}
