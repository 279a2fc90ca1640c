/**
 * The report's first screen: answer, where it was measured, training beside it, one figure, one table.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { finished } from "../analysis/select.ts";
import type { ComparisonRow } from "../comparison/rows.ts";
import { WORTH_RULE } from "../comparison/worth.ts";
import { answer, measuredInWords } from "../experiments/equal_cost/answer.ts";
import { alongTrainingReport } from "../experiments/along_training/index.ts";
import { alongTrainingRows } from "../experiments/along_training/rows.ts";
import { alongTrainingAnswer } from "../experiments/along_training/words.ts";
import { equalCostReport } from "../experiments/equal_cost/index.ts";
import { equalCostRows } from "../experiments/equal_cost/rows.ts";
import type { ExperimentReport } from "../experiments/report.ts";
import { trainingRows } from "../experiments/training/rows.ts";
import { equalTimeFinding } from "../experiments/training/words.ts";
import { listing } from "../look/format.ts";
import { type Block, code, type Inline, type Inlines, link } from "../page/blocks.ts";
import type { DrawnFigure } from "./figures.ts";
import { producedBy, type ReportInput } from "./provenance.ts";
import { tableBlocks } from "./table_blocks.ts";

/** The question that the report opens with. */
export const QUESTION: string = equalCostReport.contract.question;

/** The experiment that answers the question of the first screen: along training, or in older records at its start. */
export function mainReport(records: readonly BenchRecord[]): ExperimentReport {
  const older = finished(records, equalCostReport.contract.name).length > 0;
  return older && !measuredAlong(records) ? equalCostReport : alongTrainingReport;
}

/** Comparisons of one untrained minibatch, which older records have. */
export function comparedAtStart(records: readonly BenchRecord[]): readonly ComparisonRow[] {
  return equalCostRows(records).comparisons;
}

function measuredAlong(records: readonly BenchRecord[]): boolean {
  return finished(records, alongTrainingReport.contract.name).length > 0;
}

/** Its blocks; without records of the {@linkcode mainReport}, what to run. */
export function firstScreen(input: ReportInput, figures: readonly DrawnFigure[]): Block[] {
  const { records } = input;
  return [
    ...answerBlocks(records),
    introduction(records, link("#provenance", "Provenance")),
    { kind: "paragraph", role: "note", content: [producedBy(input)] },
    ...evidenceBlocks(records, figures),
  ];
}

/** The answer in one paragraph, training at equal time beside it, and a line for each kind of gradient or model. */
export function answerBlocks(records: readonly BenchRecord[]): Block[] {
  return measuredAlong(records) ? answerAlong(records) : answerAtStart(records);
}

/** Led by training at equal time: that is what the variance is for. */
function answerAlong(records: readonly BenchRecord[]): Block[] {
  const rows = alongTrainingRows(records);
  const trained = equalTimeFinding(trainingRows(records));
  const answered = alongTrainingAnswer(rows);
  return [
    ...(trained === undefined
      ? []
      : [{ kind: "paragraph" as const, role: "lead" as const, content: trained }]),
    {
      kind: "paragraph",
      ...(trained === undefined ? { role: "lead" as const } : {}),
      content: [answered ?? "These runs have too few seeds or processes to judge variance × time."],
    },
  ];
}

function answerAtStart(records: readonly BenchRecord[]): Block[] {
  const found = answer(equalCostRows(records));
  const trained = equalTimeFinding(trainingRows(records));
  return [
    {
      kind: "paragraph",
      role: "lead",
      content: found === undefined
        ? unanswered(records)
        : [found.headline, " ", measuredInWords(found.measured)],
    },
    ...(trained === undefined ? [] : [{ kind: "paragraph" as const, content: trained }]),
    ...(found === undefined ? [] : [{ kind: "list" as const, items: found.byGradient }]),
  ];
}

/** What is compared, on which data, and the rule of the answer; `provenance` leads to the machine. */
function introduction(records: readonly BenchRecord[], provenance: Inline): Block {
  const datasets = listing([...new Set(records.map(({ dataset }) => dataset.name))].sort());
  return {
    kind: "paragraph",
    role: "note",
    content: [
      "R2-G2 is the Rao-Blackwellised reparameterisation gradient of Lam et al. (2025); RT is the plain " +
      `reparameterisation gradient that it conditions. Data: ${datasets}.`,
      ...(!measuredAlong(records) && answer(equalCostRows(records)) === undefined
        ? []
        : [` ${WORTH_RULE} Times are from the machine under `, provenance, "."]),
    ],
  };
}

/** The main experiment's first figure and its table, open. */
export function evidenceBlocks(records: readonly BenchRecord[], figures: readonly DrawnFigure[]): Block[] {
  const main = mainReport(records);
  return [
    ...figures.filter(({ experiment }) => experiment === main.contract.name).slice(0, 1).map((
      figure,
    ): Block => ({
      kind: "figure",
      figure,
    })),
    ...tableBlocks(main, records, { folded: false, keepOpen: true }),
  ];
}

/** What is missing for an answer, and what to run. */
function unanswered(records: readonly BenchRecord[]): Inlines {
  const { name } = mainReport(records).contract;
  const some = finished(records, name).length > 0;
  return [
    some
      ? "These runs do not say: R2-G2, RT or their times are missing from the cells of "
      : "These runs do not say: they hold no finished cells of ",
    code(name),
    ". Run ",
    code("deno task bench --suite quick"),
    ".",
  ];
}
