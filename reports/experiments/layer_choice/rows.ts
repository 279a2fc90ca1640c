/**
 * Variance, time and their product by which layers R2-G2 treats, over RT everywhere.
 * @module
 */
import { layerChoiceContract } from "../../../bench/experiments/layer_choice/contract.ts";
import type { BenchRecord } from "../../../bench/store/mod.ts";
import type { Interval } from "../../look/format.ts";
import { memo } from "../../analysis/memo.ts";
import { pooled } from "../../analysis/pooled.ts";
import { finished, groupBy, metricsNamed, subjects } from "../../analysis/select.ts";
import { medianRatioInterval, productInterval, ratioInterval } from "../../../bench/stats/mod.ts";
import { REFERENCE, TREATMENT } from "../../comparison/rows.ts";
import { PARAMETER_BLOCKS, PARAMETERS } from "../../analysis/gradient_parts.ts";

/** Placements from none to every layer. */
const PLACEMENTS: readonly string[] = ["none", "bottom", "middle", "top", "all"];
const SUMS: Readonly<Record<string, readonly string[]>> = {
  [PARAMETERS]: PARAMETER_BLOCKS,
  scale: ["scale"],
  upstream: ["upstream"],
};

/** One placement, one kind of gradient summed over layers; each number over that of RT everywhere. */
export interface PlacementRow {
  readonly subject: string;
  readonly placement: string;
  readonly block: string;
  readonly variance: Interval;
  readonly time: Interval;
  /** Variance × time. */
  readonly work: Interval;
}

/** Analysis of the experiment. */
export const placementRows: (records: readonly BenchRecord[]) => readonly PlacementRow[] = memo((records) => {
  const { of: subjectOf } = subjects(records);
  const groups = groupBy(finished(records, layerChoiceContract.name), subjectOf);
  return [...groups].flatMap(([subject, group]) => {
    // Other estimators may have been placed beside these two.
    const of = (placement: string, name = TREATMENT) =>
      group.filter(({ estimator, options }) => estimator === name && options["placement"] === placement);
    const reference = of("none", REFERENCE);
    return PLACEMENTS.slice(1).flatMap((placement) => {
      const own = of(placement);
      const [times, baseTimes] = [own, reference].map((cells) => pooled(cells, "gradient-time")) as [
        number[],
        number[],
      ];
      if (times.length === 0 || baseTimes.length === 0) return [];
      const time = medianRatioInterval(times, baseTimes);
      return Object.entries(SUMS).flatMap(([block, blocks]): PlacementRow[] => {
        const [values, base] = [sumOverLayers(own, blocks), sumOverLayers(reference, blocks)];
        if (values.length === 0 || base.length === 0) return [];
        const variance = ratioInterval([values], [base]);
        return [{ subject, placement, block, variance, time, work: productInterval(variance, time) }];
      });
    });
  });
});

/** Value i is the sum of value i over layers: those of one pair of gradients. */
function sumOverLayers(records: readonly BenchRecord[], blocks: readonly string[]): number[] {
  return records.flatMap((record) => {
    const members = metricsNamed(record, "variance").filter(({ block }) => blocks.includes(block ?? ""));
    const [first, ...others] = members.map(({ values }) => values);
    return (first ?? []).map((value, i) => others.reduce((sum, values) => sum + (values[i] ?? 0), value));
  });
}

/** Placements of one model that were run. */
export function placementsOf(rows: readonly PlacementRow[]): string[] {
  return [...new Set(rows.map(({ placement }) => placement))];
}
