/**
 * The scorecard as a picture: R2-G2 over RT and over the best rival, one line a model.
 * @module
 */
import { type Outcome, outcomeOf, RATIO_MARGINS } from "../../bench/stats/mod.ts";
import { type Chart, ends, intervalOf, type Mark } from "../look/chart.ts";
import { dotChart } from "../look/dots.ts";
import { listing } from "../look/format.ts";
import { SECOND_NEUTRAL } from "../look/styles.ts";
import type { ScorecardRow } from "./scorecard.ts";

const AGAINST_RT = "over RT × K";
const AGAINST_RIVAL = "over best rival";

/** Variance × time, with the band of no difference. */
export const scorecardChart: Chart<readonly ScorecardRow[]> = {
  name: "answer",
  marks: (rows) =>
    rows.flatMap(({ subject, againstRt, againstRival, identical, step = 0 }): Mark[] => [
      ...(againstRt === undefined || identical
        ? []
        : [{ line: subject, subject, step, label: AGAINST_RT, estimator: "r2g2", ...ends(againstRt) }]),
      ...(againstRival === undefined ? [] : [
        {
          line: subject,
          subject,
          step,
          label: AGAINST_RIVAL,
          estimator: SECOND_NEUTRAL,
          ...ends(againstRival),
        },
      ]),
    ]),
  title: () => "Variance × time of R2-G2",
  caption: (marks) =>
    `${takeAway(marks)} Left of the band R2-G2 leaves less variance for the same time; inside, ` +
    `${RATIO_MARGINS.low} to 1/${RATIO_MARGINS.low}, it makes no difference.`,
  spec: (marks, layout) =>
    dotChart(marks, layout, {
      title: "Variance × time, R2-G2 over the other",
      scale: "log",
      lines: "line",
      rule: 1,
      band: RATIO_MARGINS,
      room: layout === "wide" ? 350 : 340,
      lineHeight: marks.length > 12 ? 17 : 22,
      legend: true,
      tooltip: { subject: "model", step: "step", label: "R2-G2", value: "ratio", low: "from", high: "to" },
    }),
};

/** Models on each side of the band, against RT. */
function takeAway(marks: readonly Mark[]): string {
  const own = marks.filter(({ label }) => label === AGAINST_RT);
  const where = (outcome: Outcome) =>
    own.filter((mark) => outcomeOf(intervalOf(mark), RATIO_MARGINS) === outcome).map(({ subject }) =>
      String(subject)
    );
  const [less, more] = [where("less"), where("more")];
  if (less.length + more.length === 0) return "No model is clearly beside the band.";
  return [
    ...(less.length === 0 ? [] : [`Less than RT for ${listing(less)}.`]),
    ...(more.length === 0 ? [] : [`More than RT for ${listing(more)}.`]),
  ].join(" ");
}
