/**
 * Tables of the question that the report opens with.
 * @module
 */
import { type EqualCostRow, equalCostRows } from "../analysis/equal_cost.ts";
import { ALL_LAYERS, PARAMETERS } from "../analysis/variance.ts";
import { headlineRows } from "../charts/comparison.ts";
import { formatInterval, formatNumber, formatOverRt, type Interval, isExactlyOne } from "../format.ts";
import type { Column, Inline, Table } from "../html/document.ts";
import type { TableMaker } from "./types.ts";

/** An interval wholly inside this range is called no difference. */
export const EQUIVALENCE: readonly [number, number] = [0.9, 1.1];

/** What an interval of work-normalised ratios says; the rule is printed beside the answer. */
export function worth({ low, high }: Interval): "yes" | "no" | "no difference" | "undecided" {
  if (low >= EQUIVALENCE[0] && high <= EQUIVALENCE[1]) return "no difference";
  return high < 1 ? "yes" : low > 1 ? "no" : "undecided";
}

/** {@linkcode worth} in words. */
export const WORTH_RULE =
  `Rule: variance × time of R2-G2 over that of RT, 95 % interval. Below 1: worth it; above 1: not worth it; ` +
  `within ${EQUIVALENCE.join(" to ")}: no difference; otherwise undecided.`;

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
    caption: `${caption}, with 95 % intervals`,
    columns: [
      text("model"),
      ...(shown.family ? [text("covariance")] : []),
      text("gradient of"),
      number("variance, R2-G2 / RT"),
      number("break-even samples of RT"),
      number("time, R2-G2 / RT"),
      number("K of equal time"),
      number("variance × time, R2-G2 / RT × K"),
      ...(shown.flops ? [number("K of equal FLOPs"), number("variance × FLOPs, R2-G2 / RT × K")] : []),
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
    single === undefined ? NOT_MEASURED : formatOverRt(single.variance),
    single !== undefined && isExactlyOne(single.variance) ? "1" : optional(single?.breakEven),
    optional(single?.time),
    formatNumber(row.samples),
    optional(row.work),
    ...(flops ? [counted === undefined ? "–" : formatNumber(counted.samples), optional(counted?.work)] : []),
    row.work === undefined ? "undecided" : worth(row.work),
  ];
}

const NOT_MEASURED = "not measured";

function optional(interval: Interval | undefined): string {
  return interval === undefined ? NOT_MEASURED : formatInterval(interval);
}
