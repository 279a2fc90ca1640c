/**
 * Tables of the question that the report opens with.
 * @module
 */
import { type EqualCostRow, equalCostRows } from "../analysis/equal_cost.ts";
import { ALL_LAYERS, PARAMETERS } from "../analysis/variance.ts";
import { headlineRows } from "../charts/equal_cost.ts";
import { formatInterval, formatNumber, type Interval } from "../format.ts";
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

const COLUMNS: readonly Column[] = [
  { label: "model", align: "text" },
  { label: "gradient of", align: "text" },
  { label: "variance, R2-G2 / RT", align: "number" },
  { label: "time, R2-G2 / RT", align: "number" },
  { label: "K", align: "number" },
  { label: "variance × time, R2-G2 / RT × K", align: "number" },
  { label: "worth its compute", align: "text" },
];

/** One row per model and kind of gradient: the first screen's table. */
export const headlineTable: TableMaker = {
  experiment: "equal_cost",
  folded: false,
  table: (records) =>
    table("equal-cost", "R2-G2 against RT at equal time", headlineRows(equalCostRows(records))),
};

/** The same per layer and block. */
export const equalCostTable: TableMaker = {
  experiment: "equal_cost",
  folded: true,
  table: (records) =>
    table(
      "equal-cost-by-layer",
      "R2-G2 against RT at equal time, by layer and block",
      equalCostRows(records).filter(({ layer, block }) => layer !== ALL_LAYERS && block !== PARAMETERS),
    ),
};

function table(name: string, caption: string, rows: readonly EqualCostRow[]): Table {
  const matched = rows.filter((row) => row.matched);
  return { name, caption, columns: COLUMNS, rows: matched.map((row) => cells(row, rows)) };
}

function cells(row: EqualCostRow, all: readonly EqualCostRow[]): Inline[] {
  const single = all.find((other) =>
    other.single && other.subject === row.subject && other.layer === row.layer && other.block === row.block
  );
  const block = row.block === PARAMETERS ? "parameters" : row.block;
  return [
    row.subject,
    row.layer === ALL_LAYERS ? block : `${row.layer}, ${block}`,
    optional(single?.variance),
    optional(single?.time),
    formatNumber(row.samples),
    optional(row.work),
    row.work === undefined ? "undecided" : worth(row.work),
  ];
}

function optional(interval: Interval | undefined): string {
  return interval === undefined ? "not measured" : formatInterval(interval);
}
