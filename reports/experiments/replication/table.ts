/**
 * The paper's tables beside ours, and what it leaves unstated.
 * @module
 */
import { isIdentical, outcomeWithUnit } from "../../analysis/outcomes.ts";
import type { PairedDifference } from "../../../bench/stats/mod.ts";
import { formatInterval, formatNumber, formatP, type Interval } from "../../look/format.ts";
import { seriesLabel } from "../../look/series.ts";
import type { TableMaker } from "../report.ts";
import type { ReplicationRows } from "./rows.ts";

/** Bounds and accuracies. */
export const replicationTable: TableMaker<ReplicationRows> = {
  folded: false,
  table: ({ trained }) => ({
    name: "replication",
    caption: "The paper's figures after training beside ours, with 95 % intervals",
    columns: [
      { label: "model", align: "text" },
      { label: "figure", align: "prose" },
      { label: "estimator", align: "text" },
      { label: "ours", align: "number" },
      { label: "paper", align: "number" },
      { label: "ours − paper", align: "number" },
      { label: "ours − our RT (p)", align: "number" },
      { label: "paper − its RT", align: "number" },
      { label: "steps, ours / paper", align: "number" },
      { label: "seeds", align: "number" },
    ],
    rows: trained.map((row) => [
      row.subject,
      outcomeWithUnit(row.figure),
      seriesLabel(row),
      row.seeds < 2 ? formatNumber(row.ours.value, 4) : formatInterval(row.ours, 4),
      optional(row.published, 4),
      optional(row.difference),
      overRtInWords(row.overRt),
      optional(row.publishedOverRt),
      `${formatNumber(row.steps, 6)} / ${
        row.publishedSteps === 0 ? "–" : formatNumber(row.publishedSteps, 6)
      }`,
      formatNumber(row.seeds),
    ]),
  }),
};

/** Steps per second. */
export const replicationSpeedTable: TableMaker<ReplicationRows> = {
  folded: false,
  table: ({ speeds }) => ({
    name: "replication-speed",
    caption:
      "Training steps per second, ours on this machine and the paper's on one V100, with 95 % intervals",
    columns: [
      { label: "model", align: "text" },
      { label: "estimator", align: "text" },
      { label: "ours, 1/s", align: "number" },
      { label: "paper, 1/s", align: "number" },
      { label: "ours / paper", align: "number" },
      { label: "over RT, ours", align: "number" },
      { label: "over RT, paper", align: "number" },
    ],
    rows: speeds.map((row) => [
      row.subject,
      seriesLabel(row),
      formatInterval(row.ours),
      row.published === undefined ? "–" : formatNumber(row.published, 4),
      row.published === undefined ? "–" : formatInterval(over(row.ours, row.published)),
      optional(row.overRt),
      row.publishedOverRt === undefined ? "–" : formatNumber(row.publishedOverRt),
    ]),
  }),
};

/** Settings. */
export const unstatedTable: TableMaker<ReplicationRows> = {
  folded: false,
  table: ({ unstated }) => ({
    name: "unstated-settings",
    caption: "Settings that the paper leaves unstated, and what these runs chose",
    columns: [
      { label: "setting", align: "prose" },
      { label: "choice of these runs", align: "prose" },
      { label: "models", align: "text" },
    ],
    rows: unstated.map(({ setting, choice, models }) => [setting, choice, models.join(", ")]),
  }),
};

function over({ value, low, high }: Interval, by: number): Interval {
  return { value: value / by, low: low / by, high: high / by };
}

function optional(interval: Interval | undefined, digits = 3): string {
  return interval === undefined ? "–" : formatInterval(interval, digits);
}

/** One pair has a difference and neither interval nor p. */
function overRtInWords(difference: PairedDifference | undefined): string {
  if (difference === undefined) return "–";
  const { interval, p, pairs } = difference;
  if (isIdentical(interval)) return "identical";
  return pairs < 2 ? formatNumber(interval.value) : `${formatInterval(interval)} (${formatP(p)})`;
}
