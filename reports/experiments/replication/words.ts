/**
 * Whether the paper's tables hold.
 * @module
 */
import { isIdentical, OUTCOMES } from "../../analysis/outcomes.ts";
import { groupBy } from "../../analysis/select.ts";
import type { PairedDifference } from "../../../bench/stats/mod.ts";
import { formatInterval, formatNumber, formatP, type Interval, plural, statedP } from "../../look/format.ts";
import { type Inlines, strong } from "../../page/blocks.ts";
import { countOf } from "../../comparison/tally.ts";
import { isPlain } from "../../look/series.ts";
import { type ReplicationRows, type SpeedRow, type TrainedRow, unequal, type UnstatedRow } from "./rows.ts";

/** Whether ours agrees with the paper, where the runs are of one length. */
export function replicationInBrief({ trained }: ReplicationRows): string | undefined {
  const rows = ourRows(trained).filter(({ difference }) => difference !== undefined);
  const full = rows.filter((row) => !unequal(row));
  const agreeing = full.filter(({ difference }) => !differs(difference!)).length;
  const paired = rows.flatMap(({ overRt }) => (overRt === undefined || overRt.pairs < 2 ? [] : [overRt]));
  const same = paired.filter(({ interval }) => isIdentical(interval)).length;
  if (rows.length === 0) return undefined;
  if (full.length > 0) {
    return `ours agrees with the paper in ${countOf(agreeing, { of: full.length, noun: "figure" })} of R2-G2`;
  }
  return same > 0
    ? `R2-G2 ends as RT to the last bit in ${countOf(same, { of: paired.length, noun: "figure" })}`
    : "our runs are of other lengths than the paper's, so that results after training differ";
}

/** Our figures beside the paper's, differences to RT beside its, speeds, and what it leaves unstated. */
export function replicationFindings({ trained, speeds, unstated }: ReplicationRows): Inlines[] {
  const rows = ourRows(trained);
  return [
    ...[...groupBy(rows, relation)].map(([words, group]): Inlines => [
      strong(words),
      ` ${group.map(resultInWords).join("; ")}.`,
    ]),
    ...gainFinding(rows),
    ...baselineFinding(trained),
    ...speedFinding(speeds),
    ...unstatedFinding(unstated),
  ];
}

/** R2-G2's rows of the figures that the paper prints. */
function ourRows(rows: readonly TrainedRow[]): TrainedRow[] {
  return rows.filter((row) => isPlain(row, "r2g2") && row.figure !== "test-log-likelihood");
}

/** How a result compares with the paper's; fewer steps explain a lower one, and no other. */
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
function baselineFinding(trained: readonly TrainedRow[]): Inlines[] {
  const ahead = trained.filter((row) => isPlain(row, "rt") && isAhead(row));
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
function pairedInWords({ interval, p, flipP, smallestP, pairs }: PairedDifference): string {
  const seeds = plural(pairs, "paired seed");
  return isIdentical(interval)
    ? `exactly 0 over ${seeds} (bit-identical)`
    : `${formatInterval(interval)} over ${seeds} (${statedP(p)}; by sign flips ${statedP(flipP)}, ` +
      `smallest possible ${formatP(smallestP)})`;
}

function differs({ low, high }: Interval): boolean {
  return low > 0 || high < 0;
}

function speedFinding(speeds: readonly SpeedRow[]): Inlines[] {
  const found = speeds.flatMap((row) => {
    const { subject, overRt, publishedOverRt } = row;
    if (!isPlain(row, "r2g2") || overRt === undefined) return [];
    const paper = publishedOverRt === undefined ? "" : ` (paper ${formatNumber(publishedOverRt)})`;
    return [`${subject} ${formatInterval(overRt)}${paper}`];
  });
  return found.length === 0 ? [] : [[
    strong("Speed:"),
    ` steps per second of R2-G2 over those of RT: ${found.join(", ")}. The paper's are from one V100.`,
  ]];
}

function unstatedFinding({ length: count }: readonly UnstatedRow[]): Inlines[] {
  return count === 0 ? [] : [[
    strong("Unstated:"),
    ` the paper leaves ${plural(count, "setting")} open that these runs had to choose; the table lists them.`,
  ]];
}

/** One seed has a value and no interval. */
function result(ours: Interval, seeds: number): string {
  return seeds < 2 ? formatNumber(ours.value, 4) : formatInterval(ours, 4);
}
