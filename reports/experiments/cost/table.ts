/**
 * Cost of one gradient in numbers.
 * @module
 */
import { formatInterval, formatNumber } from "../../look/format.ts";
import { compareSeries, seriesLabel } from "../../look/series.ts";
import type { Inline } from "../../page/blocks.ts";
import type { TableMaker } from "../report.ts";
import type { CostRow, CostRows } from "./rows.ts";

/** One row per model and estimator. */
export const costTable: TableMaker<CostRows> = {
  folded: false,
  table: ({ gradients }) => {
    const rows = [...gradients].sort((a, b) =>
      a.subject.localeCompare(b.subject, "en") || compareSeries(a, b)
    );
    const kinds = [...new Set(rows.flatMap(({ flops }) => Object.keys(flops)))].sort();
    const withMemory = rows.some(({ peakMemory }) => peakMemory !== undefined);
    return {
      name: "cost",
      caption: "Cost of one gradient; times are medians with 95 % intervals",
      columns: [
        { label: "model", align: "text" },
        { label: "estimator", align: "text" },
        { label: "time, ms", align: "number" },
        { label: "time over RT", align: "number" },
        ...kinds.map((kind) => ({ label: `Mflop, ${kind}`, align: "number" as const })),
        { label: "solver iterations, median (largest)", align: "number" },
        { label: "largest residual", align: "number" },
        ...(withMemory ? [{ label: "peak memory, MiB", align: "number" as const }] : []),
      ],
      rows: rows.map((row) => cells(row, { kinds, withMemory })),
    };
  },
};

function cells(row: CostRow, shown: { kinds: readonly string[]; withMemory: boolean }): Inline[] {
  const { time, timeRatio, flops, iterations, residual, peakMemory } = row;
  const number = (value: number | undefined) => (value === undefined ? "–" : formatNumber(value));
  return [
    row.subject,
    seriesLabel(row),
    time === undefined ? "–" : formatInterval(time),
    timeRatio === undefined ? "–" : formatInterval(timeRatio),
    ...shown.kinds.map((kind) => number(flops[kind] === undefined ? undefined : flops[kind] / 1e6)),
    iterations === undefined || iterations.largest === 0
      ? "–"
      : `${formatNumber(iterations.median)} (${formatNumber(iterations.largest)})`,
    residual === undefined || residual === 0 ? "–" : formatNumber(residual),
    ...(shown.withMemory ? [number(peakMemory === undefined ? undefined : peakMemory / 2 ** 20)] : []),
  ];
}
