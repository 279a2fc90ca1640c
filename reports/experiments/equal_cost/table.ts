/**
 * Tables of the question that the report opens with.
 * @module
 */
import { type EqualCostRow, equalCostRows } from "../../comparison/rows.ts";
import { ALL_LAYERS, PARAMETERS } from "../../analysis/variance.ts";
import { worth } from "../../comparison/worth.ts";
import { headlineRows } from "../../comparison/marks.ts";
import {
  formatInterval,
  formatNumber,
  formatOverRt,
  type Interval,
  isExactlyOne,
} from "../../look/format.ts";
import type { Column, Inline, Table } from "../../page/blocks.ts";
import type { TableMaker } from "../table_maker.ts";

export { EQUIVALENCE, worth, WORTH_RULE } from "../../comparison/worth.ts";

/** One row per model and kind of gradient: the first screen's table. */
export const headlineTable: TableMaker = {
  experiment: "equal_cost",
  folded: false,
  table: (records) =>
    comparisonTable("equal-cost", "R2-G2 against RT at equal cost", headlineRows(equalCostRows(records))),
};

/** The same per layer and block. */
export const equalCostTable: TableMaker = {
  experiment: "equal_cost",
  folded: true,
  table: (records) =>
    comparisonTable(
      "equal-cost-by-layer",
      "R2-G2 against RT at equal cost, by layer and block",
      equalCostRows(records).filter(({ layer, block }) => layer !== ALL_LAYERS && block !== PARAMETERS),
    ),
};

/** Comparisons as a table: one line for what was compared at equal time, with what else is known of it. */
export function comparisonTable(name: string, caption: string, rows: readonly EqualCostRow[]): Table {
  const shown = {
    family: rows.some(({ family }) => family !== ""),
    flops: rows.some(({ matching, work }) => matching === "flops" && work !== undefined),
  };
  const number = (label: string): Column => ({ label, align: "number" });
  const text = (label: string): Column => ({ label, align: "text" });
  return {
    name,
    caption:
      `${caption}: ratios R2-G2 / RT with 95 % intervals; K: samples of RT at equal time, at equal FLOPs`,
    columns: [
      text("model"),
      ...(shown.family ? [text("covariance")] : []),
      text("gradient of"),
      number("variance"),
      number("break-even"),
      number("time"),
      number("K"),
      number("variance × time"),
      ...(shown.flops ? [number("variance × FLOPs")] : []),
      text("worth it"),
    ],
    rows: rows.filter(({ matched }) => matched).map((row) => cells(row, { rows, ...shown })),
  };
}

interface Shown {
  readonly rows: readonly EqualCostRow[];
  readonly family: boolean;
  readonly flops: boolean;
}

function cells(row: EqualCostRow, { rows, family, flops }: Shown): Inline[] {
  const others = rows.filter((other) =>
    other.subject === row.subject && other.family === row.family && other.layer === row.layer &&
    other.block === row.block && other.step === row.step
  );
  const single = others.find((other) => other.single);
  const counted = others.find(({ matching }) => matching === "flops");
  const block = row.block === PARAMETERS ? "parameters" : row.block;
  return [
    row.subject,
    ...(family ? [row.family] : []),
    row.layer === ALL_LAYERS ? block : `${row.layer}, ${block}`,
    single === undefined ? NOT_MEASURED : onOneLine(formatOverRt(single.variance, DIGITS)),
    single !== undefined && isExactlyOne(single.variance) ? "1" : optional(single?.breakEven),
    optional(single?.time),
    samplesOf(row, counted),
    optional(row.work),
    ...(flops ? [optional(counted?.work)] : []),
    row.work === undefined ? "undecided" : worth(row.work),
  ];
}

/** So many that all columns fit a screen, each interval on one line. */
const DIGITS = 2;
const NOT_MEASURED = "not measured";

function optional(interval: Interval | undefined): string {
  if (interval === undefined) return NOT_MEASURED;
  return onOneLine(formatInterval(interval, interval.low === interval.high ? undefined : DIGITS));
}

/** K of equal time and, where it is another, of equal operations. */
function samplesOf(row: EqualCostRow, counted: EqualCostRow | undefined): string {
  return [...new Set([row, counted ?? row].map(({ samples }) => formatNumber(samples)))].join(",\u00a0");
}

function onOneLine(text: string): string {
  return text.replaceAll(" ", "\u00a0");
}
