/**
 * The report's first screen: badges, what R2-G2 is, the conclusion, the scorecard and, beside it, its picture.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { conclusion, WHAT } from "../answer/conclusion.ts";
import { placesOfOlder, QUESTION } from "../answer/question.ts";
import { type RunKind, runKind, TRIAL_SCOPE } from "../answer/run_kind.ts";
import { scorecard, type ScorecardRow } from "../answer/scorecard.ts";
import { scorecardChart } from "../answer/scorecard_chart.ts";
import { scorecardTable } from "../answer/scorecard_table.ts";
import { TRAINED_RULE } from "../answer/trained.ts";
import { USE_RULE } from "../answer/use.ts";
import { WORTH_RULE } from "../comparison/worth.ts";
import { type Block, code, paragraph, strong } from "../page/blocks.ts";
import { badges, suiteOf } from "./badges.ts";
import { drawCharts, type DrawnFigure } from "./figures.ts";
import type { ReportInput } from "./provenance.ts";

export { comparedAtStart, QUESTION } from "../answer/question.ts";

/** Title of the report. */
export const TITLE = "Is R2-G2 worth its compute?";

/** The picture of the answer; nothing where nothing was measured. */
export async function answerFigure(records: readonly BenchRecord[]): Promise<DrawnFigure[]> {
  return await drawCharts([scorecardChart], { experiment: ANSWER, rows: scorecard(records) });
}

const ANSWER = "answer";

/** Whether a figure is drawn beside the answer. */
export function isOnFirstScreen({ experiment }: Pick<DrawnFigure, "experiment">): boolean {
  return experiment === ANSWER;
}

/** Its blocks; `figures` of which the answer's is taken. */
export function firstScreen(input: ReportInput, figures: readonly DrawnFigure[]): Block[] {
  const { rows, kind } = answered(input);
  return [{
    kind: "group",
    role: "screen",
    blocks: [
      { kind: "list", role: "badges", items: badges(input).map((badge) => [badge]) },
      ...(kind.trial ? [trialBlock(kind)] : []),
      ...answerBlocks(input),
      ...evidenceBlocks(rows, figures.filter(isOnFirstScreen)),
      {
        kind: "details",
        role: "rules",
        summary: "Rules behind these words",
        blocks: [{
          kind: "list",
          items: [
            [`${QUESTION} RT × K: RT with its best number of samples.`],
            [USE_RULE],
            [WORTH_RULE],
            [TRAINED_RULE],
          ],
        }],
      },
    ],
  }];
}

/** What R2-G2 is, and the conclusion. */
export function answerBlocks(input: ReportInput): Block[] {
  const { rows, kind } = answered(input);
  const caution = placesOfOlder(input.records);
  return [
    paragraph(...WHAT),
    {
      kind: "paragraph",
      role: "lead",
      content: rows.length === 0
        ? [
          "These runs do not say: they hold no gradients at equal time and no training. Run ",
          code("deno task bench --suite quick"),
          ".",
        ]
        : [...conclusion(rows, kind), ...(caution === undefined ? [] : [" ", caution])],
    },
  ];
}

/** The scorecard, and its picture beside it. */
export function evidenceBlocks(rows: readonly ScorecardRow[], figures: readonly DrawnFigure[]): Block[] {
  if (rows.length === 0) return [];
  return [{
    kind: "group",
    role: "beside",
    blocks: [
      { kind: "table", table: scorecardTable(rows) },
      ...figures.map((figure): Block => ({ kind: "figure", figure })),
    ],
  }];
}

/** Rows of the scorecard, undecided where the run is too small, and what the run can decide. */
export function answered(input: ReportInput): { rows: readonly ScorecardRow[]; kind: RunKind } {
  const rows = scorecard(input.records);
  const kind = runKind(suiteOf(input), rows);
  if (!kind.trial) return { rows, kind };
  const undecided = { take: "not decided", why: "too small a run" };
  return { kind, rows: rows.map((row) => ({ ...row, use: row.identical ? row.use : undecided })) };
}

function trialBlock({ name }: RunKind): Block {
  return { kind: "paragraph", role: "trial", content: [strong(`${name}.`), ` ${TRIAL_SCOPE}`] };
}
