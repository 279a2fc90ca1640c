/**
 * Variance, time and their product by which layers R2-G2 treats, over RT everywhere.
 * @module
 */
import { layerChoiceContract } from "../../../bench/experiments/layer_choice/contract.ts";
import type { BenchRecord } from "../../../bench/store/mod.ts";
import { memo } from "../../analysis/memo.ts";
import { type BySeed, shared, timesBySeed } from "../../analysis/pooled.ts";
import { finished, groupBy, metricsNamed, subjects } from "../../analysis/select.ts";
import { productOf, type Ratio, ratioInterval, timeRatioInterval } from "../../../bench/stats/mod.ts";
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
  readonly seeds: number;
  readonly step: number;
  readonly variance: Ratio;
  readonly time: Ratio;
  /** Variance × time. */
  readonly work: Ratio;
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
      const [times, baseTimes] = shared(
        timesBySeed(own, "gradient-time"),
        timesBySeed(reference, "gradient-time"),
      );
      if (times.length === 0) return [];
      const time = timeRatioInterval(times, baseTimes);
      return Object.entries(SUMS).flatMap(([block, blocks]): PlacementRow[] => {
        const [values, base] = shared(sumOverLayers(own, blocks), sumOverLayers(reference, blocks));
        if (values.length === 0) return [];
        const variance = ratioInterval(values, base);
        const common = { subject, placement, block, seeds: values.length, step: stepOf(own) };
        return [{ ...common, variance, time, work: productOf(variance, time) }];
      });
    });
  });
});

/** Value i is the sum of value i over layers, those of one pair of gradients; by seed. */
function sumOverLayers(records: readonly BenchRecord[], blocks: readonly string[]): BySeed {
  return new Map(records.flatMap((record) => {
    const members = metricsNamed(record, "variance").filter(({ block }) => blocks.includes(block ?? ""));
    const [first, ...others] = members.map(({ values }) => values);
    return first === undefined ? [] : [
      [
        record.seed,
        first.map((value, i) => others.reduce((sum, values) => sum + (values[i] ?? 0), value)),
      ] as const,
    ];
  }));
}

/** The step of training that gradients were measured at. */
function stepOf(records: readonly BenchRecord[]): number {
  const [metric] = records.flatMap((record) => metricsNamed(record, "variance"));
  return Number(metric?.at?.["step"] ?? 0);
}

/** Placements of one model that were run. */
export function placementsOf(rows: readonly PlacementRow[]): string[] {
  return [...new Set(rows.map(({ placement }) => placement))];
}
