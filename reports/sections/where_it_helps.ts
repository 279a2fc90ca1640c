/**
 * Where R2-G2 reduces variance, and whether sizes predict it.
 * @module
 */
import { GRID, type ReductionRow, reductionRows, settingOf } from "../analysis/where_it_helps.ts";
import { groupBy } from "../analysis/select.ts";
import { formatInterval, formatNumber, listing, plural } from "../format.ts";
import { type Inlines, strong } from "../html/document.ts";
import type { Section } from "./types.ts";

/** Within this factor a measured reduction counts as predicted. */
const NEAR = 2;

/** Sizes, scales and correlations. */
export const whereItHelpsSection: Section = {
  experiment: "where_it_helps",
  title: "Where it helps",
  question: "For which sizes, anisotropy and correlation does R2-G2 reduce the gradient's variance?",
  findings(records) {
    const rows = reductionRows(records);
    const scale = rows.filter(({ block }) => block === "scale");
    return [
      ...[...groupBy(scale, settingOf)].flatMap(([setting, own]) => settingFinding(setting, own)),
      ...upstreamFinding(rows.filter(({ block }) => block === "upstream")),
      ...layersFinding(scale.filter(({ layer }) => layer !== GRID)),
    ];
  },
};

function settingFinding(setting: string, rows: readonly ReductionRow[]): Inlines[] {
  const gaining = rows.filter(({ predicted }) => predicted > 1);
  const idle = rows.filter(({ predicted }) => predicted <= 1);
  const near = gaining.filter(({ predicted, reduction: { low, high } }) =>
    high >= predicted / NEAR && low <= predicted * NEAR
  );
  const found = gaining.length === 0 ? [] : [
    `in ${near.length} of ${
      plural(gaining.length, "size")
    } with n > m the reduction of the scale's gradient ` +
    `agrees with n / min(m, n) within a factor of ${NEAR}; the range is ${
      range(gaining)
    }, measured over predicted ` +
    `${formatNumber(center(gaining))} in the geometric mean`,
  ];
  const none = idle.length === 0 ? [] : [`with n ≤ m it is ${range(idle)}`];
  return [[strong(`${capitalised(setting)}:`), ` ${[...found, ...none].join("; ")}.`]];
}

function upstreamFinding(rows: readonly ReductionRow[]): Inlines[] {
  const gaining = rows.filter(({ predicted }) => predicted > 1);
  if (gaining.length === 0) return [];
  const clear = gaining.filter(({ reduction }) => reduction.low > 1);
  return [[
    strong("Upstream:"),
    ` less variance beyond the interval in ${clear.length} of ${
      plural(gaining.length, "case")
    } with n > m, ` +
    `${range(gaining)} times; measured over predicted ${
      formatNumber(center(gaining))
    } in the geometric mean.`,
  ]];
}

function layersFinding(rows: readonly ReductionRow[]): Inlines[] {
  const [first] = rows;
  if (first === undefined) return [];
  const own = rows.filter((row) => settingOf(row) === settingOf(first)).sort((a, b) =>
    b.predicted - a.predicted
  );
  const words = own.map(({ layer, predicted, reduction }) =>
    `${layer} ${formatInterval(reduction)} (predicted ${formatNumber(predicted)})`
  );
  return [[strong(`The paper's layers, ${settingOf(first)}:`), ` scale's gradient, ${listing(words)}.`]];
}

function range(rows: readonly ReductionRow[]): string {
  const values = rows.map(({ reduction }) => reduction.value);
  return `${formatNumber(Math.min(...values))} to ${formatNumber(Math.max(...values))}`;
}

function center(rows: readonly ReductionRow[]): number {
  const logs = rows.map(({ predicted, reduction }) => Math.log(reduction.value / predicted));
  return Math.exp(logs.reduce((sum, log) => sum + log, 0) / rows.length);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
