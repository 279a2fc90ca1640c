/**
 * Gradient variance in numbers: totals, and every layer and block.
 * @module
 */
import { ALL_LAYERS, blockRank, gradientOf, PARAMETERS } from "../../analysis/gradient_parts.ts";
import { formatInterval, formatNumber, formatOverRt } from "../../look/format.ts";
import { compareSeries, seriesLabel } from "../../look/series.ts";
import type { Column, Inline, Table } from "../../page/blocks.ts";
import type { TableMaker } from "../report.ts";
import { atLastStep, type GradientVarianceRows, singleBlocks, type VarianceRow } from "./rows.ts";

const VALUES: readonly Column[] = [
  { label: "variance", align: "number" },
  { label: "over RT", align: "number" },
  { label: "over RT per example", align: "number" },
  { label: "pairs", align: "number" },
];

/** Totals over layers. */
export const varianceTable: TableMaker<GradientVarianceRows> = {
  folded: false,
  table: ({ fixed }) => {
    const rows = atLastStep(fixed).filter(({ layer, block }) =>
      layer === ALL_LAYERS && (block === PARAMETERS || block === "upstream")
    );
    return table(
      "variance",
      "Gradient variance summed over layers, at the last measured step",
      rows.sort(inOrder).map((row) => [
        row.subject,
        gradientOf(row.block),
        formatNumber(row.step),
        seriesLabel(row),
        ...values(row),
      ]),
    );
  },
};

/** Every layer and block. */
export const varianceByLayerTable: TableMaker<GradientVarianceRows> = {
  folded: true,
  table: ({ fixed }) => {
    const all = singleBlocks(fixed);
    const rows = all.filter((row) => stepsShown(all, row.subject).includes(row.step));
    return table(
      "variance-by-layer",
      "Gradient variance by layer and block, at the first and the last measured step",
      rows.sort(inOrder).map((row) => [
        row.subject,
        `${row.layer}, ${row.block}`,
        formatNumber(row.step),
        seriesLabel(row),
        ...values(row),
      ]),
    );
  },
};

function table(name: string, caption: string, rows: readonly Inline[][]): Table {
  const columns: Column[] = [
    { label: "model", align: "text" },
    { label: "gradient of", align: "text" },
    { label: "step", align: "number" },
    { label: "estimator", align: "text" },
    ...VALUES,
  ];
  return { name, caption: `${caption}, with 95 % intervals`, columns, rows };
}

function values({ variance, ratios, pairs }: VarianceRow): Inline[] {
  const { rt, "rt-per-example": perExample } = ratios;
  return [
    formatInterval(variance),
    rt === undefined ? "–" : formatOverRt(rt),
    perExample === undefined ? "–" : formatInterval(perExample),
    formatNumber(pairs),
  ];
}

function stepsShown(rows: readonly VarianceRow[], subject: string): number[] {
  const steps = rows.filter((row) => row.subject === subject).map(({ step }) => step);
  return [Math.min(...steps), Math.max(...steps)];
}

function inOrder(a: VarianceRow, b: VarianceRow): number {
  return a.subject.localeCompare(b.subject, "en") || a.step - b.step ||
    a.layer.localeCompare(b.layer, "en", { numeric: true }) || blockRank(a.block) - blockRank(b.block) ||
    compareSeries(a, b);
}
