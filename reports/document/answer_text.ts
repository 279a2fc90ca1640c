/**
 * The answer in words for a terminal: what `deno task report --answer` prints, and the demo before its report.
 * @module
 */
import { mainReport } from "../answer/question.ts";
import { blocksOfKind, plainText } from "../page/blocks.ts";
import { answerBlocks, QUESTION } from "./first_screen.ts";
import type { ReportInput } from "./provenance.ts";

/** The question, the answer, and a line for each model. */
export function answerText(input: ReportInput): string {
  const { records } = input;
  const main = mainReport(records);
  const paragraphs = blocksOfKind(answerBlocks(input), "paragraph").map(({ content }) => plainText(content));
  const findings = main.findings(main.rows(records)).map((finding) => `- ${plainText(finding)}`);
  return [QUESTION, ...paragraphs, ...(findings.length === 0 ? [] : [findings.join("\n")])].join("\n\n");
}
