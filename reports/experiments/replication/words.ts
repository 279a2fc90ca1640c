/**
 * Whether the paper's tables hold.
 * @module
 */
import type { BenchRecord } from "../../../bench/store/mod.ts";
import { isIdentical, OUTCOMES } from "../../analysis/outcomes.ts";
import { speedRows, type TrainedRow, trainedRows, unstatedRows } from "./rows.ts";
import { groupBy } from "../../analysis/select.ts";
import type { PairedDifference } from "../../../bench/stats/mod.ts";
import { unequal } from "./chart.ts";
import { formatInterval, formatNumber, formatP, type Interval, plural, statedP } from "../../look/format.ts";
import { type Inlines, strong } from "../../page/blocks.ts";
import { countOf } from "../../comparison/tally.ts";
import type { Section } from "../section.ts";

/** The paper's runs. */
export const replicationSection: Section = {
  experiment: "replication",
  title: "Replication of the paper's tables",
  question: "Do the paper's tables hold?",
  inBrief(records) {
    const rows = trainedRows(records).filter(({ estimator, figure, difference }) =>
      estimator === "r2g2" && figure !== "test-log-likelihood" && difference !== undefined
    );
    const full = rows.filter((row) => !unequal(row));
    const agreeing = full.filter(({ difference }) => !differs(difference!)).length;
    const paired = rows.flatMap(({ overRt }) => (overRt === undefined || overRt.pairs < 2 ? [] : [overRt]));
    const same = paired.filter(({ interval }) => isIdentical(interval)).length;
    if (rows.length === 0) return undefined;
    if (full.length > 0) {
      return `ours agrees with the paper in ${
        countOf(agreeing, { of: full.length, noun: "figure" })
      } of R2-G2`;
    }
    return same > 0
      ? `R2-G2 ends as RT to the last bit in ${countOf(same, { of: paired.length, noun: "figure" })}`
      : "our runs are of other lengths than the paper's, so that results after training differ";
  },
  findings(records) {
    const rows = trainedRows(records).filter(({ estimator, figure }) =>
      estimator === "r2g2" && figure !== "test-log-likelihood"
    );
    return [
      ...[...groupBy(rows, relation)].map(([words, group]): Inlines => [
        strong(words),
        ` ${group.map(resultInWords).join("; ")}.`,
      ]),
      ...gainFinding(rows),
      ...baselineFinding(records),
      ...speedFinding(records),
      ...unstatedFinding(records),
    ];
  },
};

/** How a result lies to the paper's; fewer steps explain a lower one, and no other. */
function relation(row: TrainedRow): string {
  const { difference } = row;
  if (difference === undefined) return "R2-G2, no such figure in the paper:";
  const { low, high } = difference;
  const apart = low > 0 ? "above" : high < 0 ? "below" : "at";
  if (!unequal(row)) {
    return apart === "at" ? "R2-G2 agrees with the paper's:" : `R2-G2 differs, ${apart} the paper's:`;
  }
  if (row.steps > row.publishedSteps) return `R2-G2 ${apart} the paper's after more steps than it has:`;
  return apart === "below"
    ? "R2-G2 below the paper's after fewer steps (cannot agree yet):"
    : `R2-G2 already ${apart} the paper's after fewer steps:`;
}

function resultInWords(row: TrainedRow): string {
  const { subject, figure, ours, published, difference, steps, publishedSteps, seeds } = row;
  const { label, unit } = OUTCOMES[figure] ?? { label: figure, unit: row.unit };
  const paper = published === undefined || difference === undefined
    ? ""
    : `, the paper's ${formatInterval(published, 4)}, ours minus the paper's ${formatInterval(difference)}`;
  const training = unequal(row)
    ? `, after ${formatNumber(steps, 6)} of the paper's ${formatNumber(publishedSteps, 6)} steps`
    : "";
  return `${subject} ${label} ${result(ours, seeds)}${unit === "" ? "" : ` ${unit}`} over ${
    plural(seeds, "seed")
  }${paper}${training}`;
}

/** What matters: whether R2-G2 differs from RT, in our runs and in the paper's. */
function gainFinding(rows: readonly TrainedRow[]): Inlines[] {
  const words = rows.flatMap(({ subject, overRt, publishedOverRt }) =>
    overRt === undefined || overRt.pairs < 2 ? [] : [
      `${subject} ours ${pairedInWords(overRt)}${
        publishedOverRt === undefined
          ? ""
          : `, the paper's ${formatInterval(publishedOverRt)}${
            differs(publishedOverRt) ? " (they differ)" : ""
          }`
      }`,
    ]
  );
  return words.length === 0 ? [] : [[strong("R2-G2 minus RT:"), ` ${words.join("; ")}.`]];
}

/** Whether a shorter run of ours ends above the paper's, beyond both intervals. */
function isAhead(row: TrainedRow): boolean {
  return unequal(row) && row.steps < row.publishedSteps && (row.difference?.low ?? 0) > 0;
}

/** Where RT, with fewer steps, ends above the paper's RT: what a difference to that RT says is open then. */
function baselineFinding(records: readonly BenchRecord[]): Inlines[] {
  const ahead = trainedRows(records).filter((row) => row.estimator === "rt" && isAhead(row));
  if (ahead.length === 0) return [];
  const words = ahead.map(({ subject, figure, ours, published, steps, publishedSteps }) =>
    `${subject} ${OUTCOMES[figure]?.label ?? figure} ${formatInterval(ours, 4)} after ${
      formatNumber(steps, 6)
    } ` +
    `steps, the paper's RT ${formatInterval(published as Interval, 4)} after ${
      formatNumber(publishedSteps, 6)
    }`
  );
  return [[
    strong("The paper's baseline:"),
    ` RT ends higher here, with fewer steps: ${
      words.join("; ")
    }. A gain over such a baseline is not one over RT.`,
  ]];
}

/** A difference with its p; none where the two are the same numbers. */
function pairedInWords({ interval, p, smallestP, pairs }: PairedDifference): string {
  const seeds = plural(pairs, "paired seed");
  return isIdentical(interval)
    ? `exactly 0 over ${seeds} (bit-identical)`
    : `${formatInterval(interval)} over ${seeds} (${statedP(p)}, smallest possible ${formatP(smallestP)})`;
}

function differs({ low, high }: Interval): boolean {
  return low > 0 || high < 0;
}

function speedFinding(records: readonly BenchRecord[]): Inlines[] {
  const found = speedRows(records).flatMap(({ subject, estimator, overRt, publishedOverRt }) =>
    estimator !== "r2g2" || overRt === undefined ? [] : [
      `${subject} ${formatInterval(overRt)}${
        publishedOverRt === undefined ? "" : ` (paper ${formatNumber(publishedOverRt)})`
      }`,
    ]
  );
  return found.length === 0 ? [] : [[
    strong("Speed:"),
    ` steps a second of R2-G2 over those of RT: ${found.join(", ")}. The paper's are from one V100.`,
  ]];
}

function unstatedFinding(records: readonly BenchRecord[]): Inlines[] {
  const count = unstatedRows(records).length;
  return count === 0 ? [] : [[
    strong("Unstated:"),
    ` the paper leaves ${plural(count, "setting")} open that these runs had to choose; the table lists them.`,
  ]];
}

/** One seed has a value and no interval. */
function result(ours: Interval, seeds: number): string {
  return seeds < 2 ? formatNumber(ours.value, 4) : formatInterval(ours, 4);
}
