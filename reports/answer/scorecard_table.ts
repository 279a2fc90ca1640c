/**
 * The scorecard as a table: the numbers that decide, words in the last column.
 * @module
 */
import { describeModel } from "../../models/descriptions.ts";
import type { Interval } from "../../bench/stats/mod.ts";
import { percent } from "../experiments/along_training/words.ts";
import { formatInterval, formatNumber } from "../look/format.ts";
import type { Column, Inline, Table } from "../page/blocks.ts";
import type { Measured } from "./measured.ts";
import type { ScorecardRow } from "./scorecard.ts";

const number = (label: string): Column => ({ label, align: "number" });

/** One row a model. */
export function scorecardTable(rows: readonly ScorecardRow[]): Table {
  const shown = {
    share: rows.some(({ share }) => share !== undefined),
    rival: rows.some(({ againstRival }) => againstRival !== undefined),
    trained: rows.some(({ trained }) => trained.length > 0),
  };
  return {
    name: "scorecard",
    caption: `R2-G2 by model${stepsOf(rows)}: below 1 it has less than the other; 95 % intervals`,
    columns: [
      { label: "model", align: "text" },
      ...(shown.share ? [number("noise in SGD's variance, %")] : []),
      number("noise, one gradient / RT's"),
      number("variance × time / best RT × K"),
      ...(shown.rival ? [number("… / best rival")] : []),
      ...(shown.trained ? [{ label: "trained as long as RT", align: "prose" } as const] : []),
      { label: "use", align: "prose" },
    ],
    rows: rows.map((row) => [
      modelCell(row),
      ...(shown.share ? [optional(row.share, (share) => percent(share).replace(/\s%$/, ""))] : []),
      overRt(row.noise, row),
      overRt(row.againstRt, row),
      ...(shown.rival ? [rivalCell(row)] : []),
      ...(shown.trained ? [trainedCell(row)] : []),
      { kind: "term" as const, text: row.use.take, note: row.use.why, line: row.use.why },
    ]),
  };
}

/** `, last checkpoint (step 300 to 10 000)`. */
function stepsOf(rows: readonly ScorecardRow[]): string {
  const steps = rows.flatMap(({ step }) => step ?? []);
  if (steps.length === 0) return "";
  const ends = [...new Set([Math.min(...steps), Math.max(...steps)])].map((step) => formatNumber(step, 6));
  return ` at the last checkpoint (step ${ends.join(" to ")})`;
}

function modelCell({ subject, model, step }: Measured): Inline {
  const described = describeModel(model);
  const at = step === undefined ? "" : ` Measured at step ${formatNumber(step, 6)}.`;
  if (described === undefined) return subject;
  // Of a model with settings its name says what is other.
  const line = subject.includes(", ") ? {} : { line: described.brief };
  return { kind: "term", text: subject, note: described.full + at, ...line };
}

function rivalCell({ againstRival, rival }: Measured): Inline {
  if (againstRival === undefined) return "–";
  return { kind: "term", text: formatInterval(againstRival, 2), note: `The best of the others is ${rival}.` };
}

function trainedCell({ trained }: Measured): string {
  return trained.map(({ difference, unit, says }) =>
    says === "identical"
      ? says
      : `${says}: ${formatInterval(difference, 2)}${unit === "" ? "" : `\u00a0${unit}`}`
  ).join("; ") || "–";
}

function overRt(interval: Interval | undefined, { identical }: Measured): string {
  return identical ? "identical" : optional(interval, (found) => formatInterval(found, 2));
}

function optional(interval: Interval | undefined, format: (found: Interval) => string): string {
  return interval === undefined ? "–" : format(interval);
}
