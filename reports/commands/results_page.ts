/**
 * The page of the kept results: each archive's first screen, then every claim with its evidence.
 * @module
 */
import { answer } from "../experiments/equal_cost/words.ts";
import { WORTH_RULE } from "../comparison/worth.ts";
import { type Block, code, type Figure, link, paragraph, strong } from "../page/blocks.ts";
import { MAIN } from "../page/first_screen.ts";
import { tableBlocks } from "../page/table_blocks.ts";
import { CLAIMS, judgeClaims, type JudgedClaim } from "../verdicts/registry.ts";
import { type Archive, blocksToMarkdown, datasetsOf, FIGURE, machineOf, mainFigure } from "./kept.ts";
import { measuredAt, trainedAtEqualTime } from "./readme_result.ts";

/** What stands between the page's markers. */
export async function resultsPage(archives: readonly [Archive, ...Archive[]]): Promise<string> {
  const [first, ...others] = archives;
  const figure = await mainFigure(first.results);
  return blocksToMarkdown([
    archiveSection(first, figure),
    ...others.map((archive) => archiveSection(archive)),
    { kind: "section", id: "claims", title: "Claims", blocks: claimSections(archives) },
  ]).replaceAll(`charts/${figure.name}.svg`, `../${FIGURE.slice(FIGURE.indexOf("/") + 1)}`);
}

/** The answer of one archive, and the figure and the table behind it. */
function archiveSection({ folder, results }: Archive, figure?: Figure): Block {
  const { records } = results;
  const found = answer(records);
  const suite = folder.slice(folder.lastIndexOf("/") + 1);
  const rows = records.filter(({ experiment }) => experiment === MAIN);
  return {
    kind: "section",
    id: suite,
    title: `Suite ${suite} on ${datasetsOf(results)}`,
    blocks: [
      ...(found === undefined ? [] : [
        paragraph(found.headline, " ", ...measuredAt(results)),
        ...trainedAtEqualTime(results).map((words) => paragraph(...words)),
        { kind: "list" as const, items: found.byGradient },
        paragraph(`${WORTH_RULE} Machine: ${machineOf(results)}.`),
      ]),
      ...(figure === undefined ? [] : [{ kind: "figure" as const, figure }]),
      ...tableBlocks(rows, { experiment: MAIN, folded: false, keepOpen: true }),
      paragraph(
        "The whole report: ",
        code(`deno task report --results ${folder} --out site`),
        ", from ",
        link(suite, "these records"),
        ".",
      ),
    ],
  };
}

/** Every claim with its verdict on each archive that measured it. */
function claimSections(archives: readonly Archive[]): Block[] {
  const judged = archives.map(({ results }) => ({
    data: datasetsOf(results),
    claims: new Map(judgeClaims(results.records).map((claim) => [claim.id, claim])),
  }));
  return CLAIMS.map(({ id, claim, source, rule }): Block => {
    const all = judged.map(({ data, claims }) => ({
      data,
      judgement: (claims.get(id) as JudgedClaim).judgement,
    }));
    const measured = all.filter(({ judgement: { missing } }) => !missing);
    return {
      kind: "section",
      id,
      title: claim.replace(/\.$/, ""),
      blocks: [
        {
          kind: "list",
          items: (measured.length > 0 ? measured : all.slice(0, 1)).map(({ data, judgement }) => [
            strong(`On ${data} ${IN_WORDS[judgement.verdict]}.`),
            ` ${judgement.evidence}`,
          ]),
        },
        paragraph(`Claimed by: ${source}. Rule: ${rule}`),
      ],
    };
  });
}

const IN_WORDS = {
  "holds": "it holds",
  "does not hold": "it does not hold",
  "not decided": "it is not decided",
} as const;
