/**
 * By how much R2-G2 divides the variance of a site's gradient, next to the prediction n / min(m, n).
 * @module
 */
import { whereItHelpsContract } from "../../../bench/experiments/where_it_helps/contract.ts";
import type { BenchRecord, Metric } from "../../../bench/store/mod.ts";
import type { Interval } from "../../look/format.ts";
import { memo } from "../../analysis/memo.ts";
import { finished, metricsNamed } from "../../analysis/select.ts";
import { type Cell, cellRatio } from "../../analysis/variance_cells.ts";

/** Layer name of the sizes that stand for no layer of the paper. */
export const GRID = "grid";
/** Blocks that conditioning can change. */
const CONDITIONED: readonly string[] = ["scale", "upstream"];

/** One size of a Gaussian vector and its map, one block of the gradient. */
export interface ReductionRow {
  /** Name of a layer of the paper, or {@linkcode GRID}. */
  readonly layer: string;
  readonly block: string;
  /** m: entries of the map's output. */
  readonly outputs: number;
  /** n: entries of the Gaussian vector. */
  readonly inputs: number;
  /** Largest over smallest scale. */
  readonly spread: number;
  readonly correlation: number;
  /** n / min(m, n), as the experiment stored it. */
  readonly predicted: number;
  /** Variance of RT over that of R2-G2. */
  readonly reduction: Interval;
}

/** Analysis of the experiment, by setting; several seeds are several checkpoints, as in other experiments. */
export const reductionRows: (records: readonly BenchRecord[]) => readonly ReductionRow[] = memo((records) => {
  const cells = new Map<
    string,
    { readonly metric: Metric; readonly values: Cell; readonly treated: boolean }
  >();
  for (const record of finished(records, whereItHelpsContract.name)) {
    const { estimator, seed } = record;
    for (const metric of ["variance", "predicted-reduction"].flatMap((name) => metricsNamed(record, name))) {
      const key = placeKey([metric.name, estimator], metric);
      const cell = cells.get(key);
      const treated = estimator === "r2g2" && metric.name === "variance";
      if (cell === undefined) cells.set(key, { metric, values: new Map([[seed, metric.values]]), treated });
      else cell.values.set(seed, metric.values);
    }
  }
  return [...cells.values()]
    .filter(({ metric, treated }) => treated && CONDITIONED.includes(metric.block ?? ""))
    .flatMap(({ metric, values }) => {
      const reference = cells.get(placeKey(["variance", "rt"], metric));
      const reduction = reference === undefined ? undefined : cellRatio(reference.values, values);
      const [predicted] =
        cells.get(placeKey(["predicted-reduction", "r2g2"], { ...metric, block: "" }))?.metric.values ?? [];
      if (reduction === undefined || predicted === undefined) return [];
      const at = (name: string) => Number(metric.at?.[name]);
      return [{
        layer: metric.layer ?? GRID,
        block: metric.block ?? "",
        outputs: at("outputs"),
        inputs: at("inputs"),
        spread: at("spread"),
        correlation: at("correlation"),
        predicted,
        reduction,
      }];
    })
    .sort((a, b) => a.spread - b.spread || a.correlation - b.correlation);
});

/** Scales and correlation of a row in words. */
export function settingOf({ spread, correlation }: Pick<ReductionRow, "spread" | "correlation">): string {
  const scales = spread === 1 ? "equal scales" : `scales 1 to ${spread}`;
  return `${scales}, ${correlation === 0 ? "uncorrelated" : `correlation ${correlation}`}`;
}

/** The paper's layers, uncorrelated, at the most even scales that were measured. */
export function evenestLayers(rows: readonly ReductionRow[]): ReductionRow[] {
  const layers = rows.filter(({ layer, correlation }) => layer !== GRID && correlation === 0);
  const least = Math.min(...layers.map(({ spread }) => spread));
  return layers.filter(({ spread }) => spread === least);
}

function placeKey(
  head: readonly (string | number)[],
  place: { readonly layer?: string; readonly block?: string; readonly at?: Record<string, string | number> },
): string {
  const at = ["outputs", "inputs", "spread", "correlation"].map((name) => place.at?.[name]);
  return JSON.stringify([...head, place.layer, place.block ?? "", ...at]);
}
