/**
 * The three ways to compare R2-G2 with RT, as series of a dot chart.
 * @module
 */
import type { EqualCostRow } from "./rows.ts";
import { inOrder } from "../analysis/select.ts";
import { ALL_LAYERS, PARAMETERS } from "../analysis/variance.ts";
import { worth } from "./worth.ts";
import type { Interval } from "../look/format.ts";
import { tally } from "./tally.ts";
import { NEUTRAL, SECOND_NEUTRAL } from "../look/styles.ts";
import type { Row } from "../look/chart.ts";
import { blockRank } from "../experiments/gradient_variance/chart.ts";

/** Per model and family, the totals over layers of the parameters' gradient and of what flows upstream. */
export function headlineRows(rows: readonly EqualCostRow[]): EqualCostRow[] {
  return rows
    .filter(({ layer, block }) => layer === ALL_LAYERS && (block === PARAMETERS || block === "upstream"))
    .sort((a, b) =>
      inOrder(a.subject, b.subject) || inOrder(a.family, b.family) || blockRank(a.block) - blockRank(b.block)
    );
}

const AT_EQUAL_TIME = "at equal time";

/** What the circles of a figure say, as its caption's first sentence. */
export function takeAway(rows: readonly Row[]): string {
  const outcomes = rows.filter(({ label }) => label === AT_EQUAL_TIME).map((row) => worth(intervalOf(row)));
  const words = tally(outcomes, { subject: "R2-G2", other: "RT" });
  return words === "" ? "" : `At equal time (circles) ${words}. `;
}

/** What a comparison says as marks: variance of one gradient each, and at equal cost. */
export function comparisonMarks(row: EqualCostRow, place: Row): Row[] {
  const { single, matched, matching, samples, variance, work } = row;
  const one = single ? [{ ...place, samples, label: "per gradient", estimator: NEUTRAL, ...variance }] : [];
  if (work === undefined) return one;
  const time = matched ? [{ ...place, samples, label: AT_EQUAL_TIME, estimator: "r2g2", ...work }] : [];
  const flops = matching === "flops"
    ? [{ ...place, samples, label: "at equal FLOPs", estimator: SECOND_NEUTRAL, ...work }]
    : [];
  return [...one, ...time, ...flops];
}

/** Series from what is plain to what decides, within each line. */
export function bySeries(rows: readonly Row[]): Row[] {
  const series = ["per gradient", "at equal FLOPs", AT_EQUAL_TIME];
  const lines = [...new Set(rows.map(({ line }) => line))];
  return [...rows].sort((a, b) =>
    lines.indexOf(a["line"] as string) - lines.indexOf(b["line"] as string) ||
    series.indexOf(String(a["label"])) - series.indexOf(String(b["label"]))
  );
}

/** The interval of a mark. */
export function intervalOf(row: Row): Interval {
  return { value: Number(row["value"]), low: Number(row["low"]), high: Number(row["high"]) };
}
