/**
 * Equal cost along training: what a fixed time leaves of the variance that trains.
 * @module
 */
import { alongTrainingContract } from "../../../bench/experiments/along_training/contract.ts";
import { formatNumber } from "../../look/format.ts";
import type { ExperimentReport, NumberKind } from "../report.ts";
import { alongTrainingChart } from "./chart.ts";
import { alongContendersChart } from "./contenders_chart.ts";
import { type AlongTrainingRows, alongTrainingRows } from "./rows.ts";
import { scaleShareClaim } from "./scale_share_verdict.ts";
import { contendersTable, normsTable, scorecardTable } from "./table.ts";
import { alongTrainingFindings, alongTrainingInBrief } from "./words.ts";

const NOISE_SHARE: NumberKind = { of: "noise share", scale: "ratio" };

/** R2-G2 and all rivals at checkpoints of RT's own training. */
export const alongTrainingReport: ExperimentReport<AlongTrainingRows> = {
  contract: alongTrainingContract,
  chapter: "costs",
  rows: alongTrainingRows,
  charts: [alongTrainingChart, alongContendersChart],
  tables: [scorecardTable, contendersTable, normsTable],
  inBrief: alongTrainingInBrief,
  findings: alongTrainingFindings,
  verdicts: [scaleShareClaim],
  numbers: ({ places }) =>
    places.filter(({ norm }) => norm === "log-scale").flatMap(({ subject, step, share, againstRt }) => [
      ...(share === undefined
        ? []
        : [[`${subject}, step ${formatNumber(step, 6)}: noise share of RT`, share, NOISE_SHARE] as const]),
      ...(againstRt === undefined ? [] : [
        [
          `${subject}, step ${formatNumber(step, 6)}: variance × time, R2-G2 / RT × K`,
          againstRt.ratio,
        ] as const,
      ]),
    ]),
};
