/**
 * The README's result: the conclusion, one figure, one table of the kept records.
 * @module
 */
import { conclusion } from "../answer/conclusion.ts";
import { scorecardTable } from "../answer/scorecard_table.ts";
import { tally } from "../comparison/tally.ts";
import { headlineRows } from "../comparison/rows.ts";
import { matchedRows } from "../comparison/words.ts";
import { worth } from "../comparison/worth.ts";
import { answered } from "../document/first_screen.ts";
import { equalCostRows } from "../experiments/equal_cost/rows.ts";
import { listing } from "../look/format.ts";
import { code, type Inlines, link, paragraph, strong } from "../page/blocks.ts";
import { blocksToMarkdown } from "../page/to_markdown.ts";
import { CLAIMS, judgeClaims, type Verdict } from "../verdicts/registry.ts";
import { type Archive, datasetsOf, FIGURE, machineOf, mainFigure, PAGE } from "./kept.ts";

/** The result as Markdown for README.md. */
export async function readmeResult(archives: readonly [Archive, ...Archive[]]): Promise<string> {
  const [{ results }, ...others] = archives;
  const { rows, kind } = answered(results);
  const { title } = await mainFigure(results);
  return [
    blocksToMarkdown([paragraph(...conclusion(rows, kind))]),
    `![${title}; the numbers are in ${PAGE}](${FIGURE})`,
    blocksToMarkdown([
      { kind: "table", table: scorecardTable(rows) },
      paragraph(
        `Data: ${datasetsOf(results)}. `,
        ...others.flatMap(atStart),
        ...claims(archives),
        ` Timed on: ${machineOf(results)}.`,
      ),
    ]),
  ].join("\n\n");
}

/** What records of untrained models say, which is little. */
function atStart({ results }: Archive): Inlines {
  const outcomes = matchedRows(headlineRows(equalCostRows(results.records).comparisons)).map(({ work }) =>
    worth(work)
  );
  if (outcomes.length === 0) return [];
  return [
    strong(`On ${datasetsOf(results)} only untrained models were measured:`),
    ` at equal time ${tally(outcomes, { subject: "R2-G2", other: "RT" })}. `,
  ];
}

const VERDICT_WORDS = [
  ["holds", "holds", "hold"],
  ["mixed", "is mixed", "are mixed"],
  ["does not hold", "does not hold", "do not hold"],
  ["depends on the data", "depends on the data", "depend on the data"],
  ["not reproduced", "is not reproduced in shorter runs", "are not reproduced in shorter runs"],
  ["inconclusive", "is inconclusive", "are inconclusive"],
  ["not measured", "is not measured on enough seeds", "are not measured on enough seeds"],
] as const;

/** Verdicts that say nothing yet, the least first. */
const OPEN: readonly Verdict[] = ["not measured", "inconclusive"];

/** How many of the claims hold, and where to read on. */
function claims(archives: readonly Archive[]): Inlines {
  const judged = archives.map(({ results }) => judgeClaims(results.records));
  const verdicts = CLAIMS.map(({ id }) => {
    const own = judged.flat().filter((claim) => claim.id === id).map(({ judgement }) => judgement.verdict);
    const decided = [...new Set(own.filter((verdict) => !OPEN.includes(verdict)))];
    if (decided.length > 1) return "depends on the data";
    return decided[0] ?? (own.includes("inconclusive") ? "inconclusive" : "not measured");
  });
  const counts = VERDICT_WORDS.flatMap(([kind, one, several]) => {
    const count = verdicts.filter((verdict) => verdict === kind).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : several}`];
  });
  return [
    `Verdicts on ${verdicts.length} claims of the paper, of its discussion and of related work: ${
      listing(counts)
    }. `,
    link(PAGE, "Every number, verdict and rule"),
    " is made by ",
    code("deno task readme"),
    " from the kept records.",
  ];
}
