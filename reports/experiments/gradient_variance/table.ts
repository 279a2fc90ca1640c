/**
 * Gradient variance in numbers: totals, and every layer and block.
 * @module
 */
import { ALL_LAYERS, PARAMETERS, type VarianceRow, varianceRows } from "../../analysis/variance.ts";
import { compareEstimators, estimatorStyle } from "../../look/styles.ts";
import { atLastStep, blockRank } from "./chart.ts";
import { formatInterval, formatNumber, formatOverRt } from "../../look/format.ts";
import type { Column, Inline, Table } from "../../page/blocks.ts";
import type { TableMaker } from "../table_maker.ts";

const VALUES: readonly Column[] = [
  { label: "variance", align: "number" },
  { label: "over RT", align: "number" },
  { label: "over RT per example", align: "number" },
  { label: "pairs", align: "number" },
];

/** Totals over layers. */
export const varianceTable: TableMaker = {
  experiment: "gradient_variance",
  folded: false,
  table: (records) => {
    const rows = atLastStep(varianceRows(records)).filter(({ layer, block }) =>
      layer === ALL_LAYERS && (block === PARAMETERS || block === "upstream")
    );
    return table(
      "variance",
      "Gradient variance summed over layers, at the last measured step",
      rows.sort(inOrder).map((row) => [
        row.subject,
        row.block === PARAMETERS ? "parameters" : row.block,
        formatNumber(row.step),
        estimatorStyle(row.estimator).label,
        ...values(row),
      ]),
    );
  },
};

/** Every layer and block. */
export const varianceByLayerTable: TableMaker = {
  experiment: "gradient_variance",
  folded: true,
  table: (records) => {
    const all = varianceRows(records).filter(({ layer, block }) =>
      layer !== ALL_LAYERS && block !== PARAMETERS
    );
    const rows = all.filter((row) => stepsShown(all, row.subject).includes(row.step));
    return table(
      "variance-by-layer",
      "Gradient variance by layer and block, at the first and the last measured step",
      rows.sort(inOrder).map((row) => [
        row.subject,
        `${row.layer}, ${row.block}`,
        formatNumber(row.step),
        estimatorStyle(row.estimator).label,
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
    compareEstimators(a.estimator, b.estimator);
}
