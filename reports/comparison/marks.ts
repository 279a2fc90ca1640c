/**
 * The three ways to compare R2-G2 with RT, as series of a dot chart.
 * @module
 */
import { ends, intervalOf, type Mark } from "../look/chart.ts";
import { NEUTRAL, SECOND_NEUTRAL } from "../look/styles.ts";
import type { ComparisonRow } from "./rows.ts";
import { tally } from "./tally.ts";
import { worth } from "./worth.ts";

const AT_EQUAL_TIME = "at equal time";

/** What the circles of a figure say, as its caption's first sentence. */
export function takeAway(marks: readonly Mark[]): string {
  const outcomes = marks.filter(({ label }) => label === AT_EQUAL_TIME).map((mark) =>
    worth(intervalOf(mark))
  );
  const words = tally(outcomes, { subject: "R2-G2", other: "RT" });
  return words === "" ? "" : `At equal time (circles) ${words}. `;
}

/** What a comparison says as marks: variance of one gradient each, and at equal cost. */
export function comparisonMarks(row: ComparisonRow, place: Mark): Mark[] {
  const { single, matched, matching, samples, variance, work } = row;
  const one = single
    ? [{ ...place, samples, label: "per gradient", estimator: NEUTRAL, ...ends(variance) }]
    : [];
  if (work === undefined) return one;
  const time = matched ? [{ ...place, samples, label: AT_EQUAL_TIME, estimator: "r2g2", ...ends(work) }] : [];
  const flops = matching === "flops"
    ? [{ ...place, samples, label: "at equal FLOPs", estimator: SECOND_NEUTRAL, ...ends(work) }]
    : [];
  return [...one, ...time, ...flops];
}

/** Series from what is plain to what decides, within each line. */
export function bySeries(marks: readonly Mark[]): Mark[] {
  const series = ["per gradient", "at equal FLOPs", AT_EQUAL_TIME];
  const lines = [...new Set(marks.map(({ line }) => line))];
  return [...marks].sort((a, b) =>
    lines.indexOf(a["line"] as string) - lines.indexOf(b["line"] as string) ||
    series.indexOf(String(a["label"])) - series.indexOf(String(b["label"]))
  );
}
