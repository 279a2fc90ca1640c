/**
 * The answer in words for a terminal: what `deno task report --answer` prints, and the demo before its report.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { blocksOfKind, plainText } from "../page/blocks.ts";
import { answerBlocks, mainReport, QUESTION } from "./first_screen.ts";

/** The question, the answer, and a line for each model. */
export function answerText(records: readonly BenchRecord[]): string {
  const main = mainReport(records);
  const paragraphs = blocksOfKind(answerBlocks(records), "paragraph").map(({ content }) =>
    plainText(content)
  );
  const findings = main.findings(main.rows(records)).map((finding) => `- ${plainText(finding)}`);
  return [QUESTION, ...paragraphs, ...(findings.length === 0 ? [] : [findings.join("\n")])].join("\n\n");
}
