/**
 * The README's result: one paragraph, one figure, one table of the kept records.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { groupBy } from "../analysis/select.ts";
import { PARAMETERS } from "../analysis/gradient_parts.ts";
import { type ComparisonRow, headlineRows } from "../comparison/rows.ts";
import { tally } from "../comparison/tally.ts";
import { type MatchedRow, matchedRows } from "../comparison/words.ts";
import { worth } from "../comparison/worth.ts";
import { answer, measuredInWords } from "../experiments/equal_cost/answer.ts";
import { equalCostRows } from "../experiments/equal_cost/rows.ts";
import { trainingRows } from "../experiments/training/rows.ts";
import { equalTimeFinding } from "../experiments/training/words.ts";
import { formatInterval, formatSpan, isExactlyOne, listing } from "../look/format.ts";
import { code, type Inline, type Inlines, link, paragraph, strong, type Table } from "../page/blocks.ts";
import { blocksToMarkdown } from "../page/to_markdown.ts";
import { CLAIMS, judgeClaims, type Verdict } from "../verdicts/registry.ts";
import { type Archive, datasetsOf, FIGURE, machineOf, mainFigure, PAGE } from "./kept.ts";

/** The result as Markdown for README.md. */
export async function readmeResult(archives: readonly [Archive, ...Archive[]]): Promise<string> {
  const [{ results }] = archives;
  const found = answer(equalCostRows(results.records));
  const trained = equalTimeFinding(trainingRows(results.records));
  const { title } = await mainFigure(results);
  const picture = `![${title}; the numbers are in ${PAGE}](${FIGURE})`;
  return [
    blocksToMarkdown([
      paragraph(
        ...headline(archives),
        ...(found === undefined ? [] : [" ", measuredInWords(found.measured)]),
      ),
      ...(trained === undefined ? [] : [paragraph(...trained)]),
    ]),
    picture,
    blocksToMarkdown([
      paragraph(
        strong(title),
        ` (${
          datasetsOf(results)
        }). Left of the dashed line R2-G2 has less. Circles decide: variance × time, so ` +
          "that RT gets as many samples as the time of one R2-G2 gradient buys. Lines are 95 % intervals.",
      ),
      { kind: "table", table: modelsTable(archives) },
      paragraph(...claims(archives), ` Timed on: ${machineOf(results)}.`),
    ]),
  ].join("\n\n");
}

/** How the comparisons at equal time went, data set by data set. */
function headline(archives: readonly Archive[]): Inlines {
  const words = archives.flatMap(({ results }) => {
    const outcomes = matchedRows(headlineRows(equalCostRows(results.records).comparisons)).map(({ work }) =>
      worth(work)
    );
    return outcomes.length === 0
      ? []
      : [`on ${datasetsOf(results)}, ${tally(outcomes, { subject: "R2-G2", other: "RT" })}`];
  });
  return [strong(`At equal time: ${words.join("; ")}.`)];
}

/** One row per model; the models on which R2-G2 is RT share one. */
export function modelsTable(archives: readonly Archive[]): Table {
  return {
    name: "models",
    caption: "Variance × time of R2-G2 over that of RT, and whether R2-G2 is worth its time",
    columns: [
      { label: "model", align: "text" },
      { label: "data", align: "text" },
      { label: "gradient of mean and scale", align: "prose" },
      { label: "gradient that flows upstream", align: "prose" },
    ],
    rows: archives.flatMap((archive) => rowsOf(archive.results.records, datasetsOf(archive.results))),
  };
}

function rowsOf(records: readonly BenchRecord[], data: string): Inline[][] {
  const rows = headlineRows(equalCostRows(records).comparisons);
  const models = [...groupBy(matchedRows(rows), ({ subject }) => subject)];
  const isRt = ([model]: (typeof models)[number]) => isSameAsRt(rows.filter((row) => row.subject === model));
  const cells = (own: readonly MatchedRow[]) =>
    [PARAMETERS, "upstream"].map((block) => listing(own.filter((row) => row.block === block).map(inWords)));
  const same = models.filter(isRt);
  return [
    ...models.filter((model) => !isRt(model)).map(([model, own]) => [model, data, ...cells(own)]),
    ...(same.length === 0 ? [] : [[
      same.map(([model]) => model).join(", "),
      data,
      ...[PARAMETERS, "upstream"].map((block) => {
        const ratios = same.flatMap(([, own]) => own.filter((row) => row.block === block));
        return `${formatSpan(ratios.map(({ work }) => work.value))}: exactly RT, sample by sample`;
      }),
    ]]),
  ];
}

function isSameAsRt(rows: readonly ComparisonRow[]): boolean {
  return rows.filter(({ single }) => single).every(({ variance }) => isExactlyOne(variance));
}

function inWords({ work }: MatchedRow): string {
  return `${formatInterval(work, 2)}: ${worth(work)}`;
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
    `Verdicts on ${verdicts.length} claims of the paper and of its discussion: ${listing(counts)}. `,
    link(PAGE, "Every number, verdict and rule"),
    " is made by ",
    code("deno task readme"),
    " from the kept records.",
  ];
}
