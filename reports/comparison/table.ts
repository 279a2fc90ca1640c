/**
 * Comparisons at equal cost in numbers.
 * @module
 */
import { ALL_LAYERS, gradientOf } from "../analysis/gradient_parts.ts";
import { formatInterval, formatNumber, formatOverRt, type Interval, isExactlyOne } from "../look/format.ts";
import type { Column, Inline, Table } from "../page/blocks.ts";
import type { ComparisonRow } from "./rows.ts";
import { worth } from "./worth.ts";

/** Comparisons as a table: one line for what was compared at equal time, with what else is known of it. */
export function comparisonTable(name: string, caption: string, rows: readonly ComparisonRow[]): Table {
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
  readonly rows: readonly ComparisonRow[];
  readonly family: boolean;
  readonly flops: boolean;
}

function cells(row: ComparisonRow, { rows, family, flops }: Shown): Inline[] {
  const others = rows.filter((other) =>
    other.subject === row.subject && other.family === row.family && other.layer === row.layer &&
    other.block === row.block && other.step === row.step
  );
  const single = others.find((other) => other.single);
  const counted = others.find(({ matching }) => matching === "flops");
  const block = gradientOf(row.block);
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
    row.work === undefined ? "inconclusive" : worth(row.work),
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
function samplesOf(row: ComparisonRow, counted: ComparisonRow | undefined): string {
  return [...new Set([row, counted ?? row].map(({ samples }) => formatNumber(samples)))].join(",\u00a0");
}

function onOneLine(text: string): string {
  return text.replaceAll(" ", "\u00a0");
}
