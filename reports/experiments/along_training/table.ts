/**
 * Equal cost along training in numbers: a scorecard, and every contender.
 * @module
 */
import { formatInterval, formatNumber, formatOverRt } from "../../look/format.ts";
import type { Interval } from "../../../bench/stats/mod.ts";
import type { Column } from "../../page/blocks.ts";
import type { TableMaker } from "../report.ts";
import { isRt } from "./rows.ts";
import type { AlongRow, AlongTrainingRows, ContenderRow } from "./rows.ts";
import { percent, rivalOf } from "./words.ts";

const text = (label: string): Column => ({ label, align: "text" });
const number = (label: string): Column => ({ label, align: "number" });

/** One row for each model and checkpoint, in the norm that trains. */
export const scorecardTable: TableMaker<AlongTrainingRows> = {
  folded: false,
  table: ({ places }) => ({
    name: "along-training",
    caption:
      "R2-G2 along training, all parameters in log σ: ratios with 95 % intervals; rivals with their best number of samples",
    columns: [
      ...["model", "step"].map(text),
      ...["noise share", "pays from", "noise, one draw", "time, one draw"].map(number),
      ...["× time, against RT × K", "× FLOPs, against RT × K", "× time, against the best rival"].map(number),
      ...["the rival", "least"].map(text),
    ],
    rows: places.filter(({ norm }) => norm === "log-scale").map(cells),
  }),
};

/** The same in the other norms. */
export const normsTable: TableMaker<AlongTrainingRows> = {
  folded: true,
  table: ({ places }) => ({
    name: "along-training-norms",
    caption:
      "The same where scales are in σ² (the paper's θ), and preconditioned by RT's second moment as Adam does",
    columns: [
      ...["model", "step", "measured in"].map(text),
      ...["noise share", "noise, one draw", "× time, against RT × K", "× time, against the best rival"].map(
        number,
      ),
    ],
    rows: places.filter(({ norm }) => norm !== "log-scale").map((row) => [
      row.subject,
      formatNumber(row.step, 6),
      row.norm === "variance" ? "σ²" : "Adam",
      optional(row.share, percent),
      overRt(row.noise, row),
      overRt(row.againstRt?.ratio, row),
      optional(row.againstBest?.ratio),
    ]),
  }),
};

/** Every contender against RT. */
export const contendersTable: TableMaker<AlongTrainingRows> = {
  folded: true,
  table: ({ contenders }) => ({
    name: "along-training-contenders",
    caption:
      "Every contender over RT, each with its best number of samples, all parameters in log σ: ratios with 95 % intervals",
    columns: [
      ...["model", "step", "contender"].map(text),
      ...["variance", "time", "variance × time", "samples", "samples of RT", "seeds", "processes"].map(
        number,
      ),
    ],
    rows: contenders.filter(({ norm, contender }) => norm === "log-scale" && !isRt(contender)).map(
      contenderCells,
    ),
  }),
};

function cells(row: AlongRow): string[] {
  const { subject, step, share, threshold, noise, time, againstRt, againstRtInFlops, againstBest, use } = row;
  return [
    subject,
    formatNumber(step, 6),
    optional(share, percent),
    row.identical || threshold === undefined ? "–" : threshold.value < 1 ? percent(threshold) : "nowhere",
    overRt(noise, row),
    optional(time),
    overRt(againstRt?.ratio, row),
    overRt(againstRtInFlops?.ratio, row),
    optional(againstBest?.ratio),
    rivalOf(row),
    use.use,
  ];
}

function contenderCells({ subject, step, contender, comparison }: ContenderRow): string[] {
  const { variance, time, ratio, choices, seeds, processes } = comparison;
  return [
    subject,
    formatNumber(step, 6),
    contender.unbiased ? contender.label : `${contender.label} (biased)`,
    ...[variance, time, ratio].map((interval) => formatInterval(interval, 2)),
    ...[choices.ours, choices.rivals].map(([first]) =>
      first === undefined ? "–" : formatNumber(first.samples)
    ),
    ...[seeds, processes].map((count) => formatNumber(count)),
  ];
}

function overRt(interval: Interval | undefined, { identical }: AlongRow): string {
  if (identical) return "identical";
  return interval === undefined ? "–" : formatOverRt(interval, 2);
}

function optional(
  interval: Interval | undefined,
  format = (value: Interval) => formatInterval(value, 2),
): string {
  return interval === undefined ? "–" : format(interval);
}
