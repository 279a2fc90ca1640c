/**
 * The page of the kept results: each archive's first screen, then every claim with its evidence.
 * @module
 */
import { commitsOf } from "../document/commits.ts";
import { WORTH_RULE } from "../comparison/worth.ts";
import { type Block, code, link, paragraph, strong, type Table } from "../page/blocks.ts";
import type { DrawnFigure } from "../document/figures.ts";
import { answerBlocks, answered, evidenceBlocks } from "../document/first_screen.ts";
import { blocksToMarkdown } from "../page/to_markdown.ts";
import { CLAIMS, judgeClaims, type JudgedClaim, verdictInWords } from "../verdicts/registry.ts";
import { type Archive, datasetsOf, FIGURE, machineOf, mainFigure } from "./kept.ts";

/** What stands between the page's markers. */
export async function resultsPage(archives: readonly [Archive, ...Archive[]]): Promise<string> {
  const [first, ...others] = archives;
  const figure = await mainFigure(first.results);
  return blocksToMarkdown([
    { kind: "table", table: archivesTable(archives) },
    archiveSection(first, figure),
    ...others.map((archive) => archiveSection(archive)),
    { kind: "section", id: "claims", title: "Claims", blocks: claimSections(archives) },
  ], () => `../${FIGURE.slice(FIGURE.indexOf("/") + 1)}`);
}

/** What is kept: one row per folder. */
function archivesTable(archives: readonly Archive[]): Table {
  return {
    name: "archives",
    caption: "What is kept",
    columns: ["records", "data", "cells", "experiments", "commits"].map((label) => ({
      label,
      align: label === "cells" ? "number" : "text",
    })),
    rows: archives.map(({ folder, results }) => {
      const { records, environments, manifests } = results;
      const experiments = new Set(records.map(({ experiment }) => experiment));
      const commits = commitsOf({ environments: environments.values(), manifests });
      return [
        link(suiteOf(folder), folder),
        datasetsOf(results),
        String(records.length),
        [...experiments].sort().join(", "),
        commits.join(", "),
      ];
    }),
  };
}

/** The last part of an archive's folder: the suite that was run. */
function suiteOf(folder: string): string {
  return folder.slice(folder.lastIndexOf("/") + 1);
}

/** The answer of one archive, and the figure and the table behind it. */
function archiveSection({ folder, results }: Archive, figure?: DrawnFigure): Block {
  const suite = suiteOf(folder);
  return {
    kind: "section",
    id: suite,
    title: `Suite ${suite} on ${datasetsOf(results)}`,
    blocks: [
      ...answerBlocks(results),
      paragraph(`${WORTH_RULE} Machine: ${machineOf(results)}.`),
      ...evidenceBlocks(answered(results).rows, figure === undefined ? [] : [figure]),
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
            strong(`On ${data}: ${verdictInWords(judgement)}.`),
            judgement.scope === ""
              ? ` ${judgement.evidence}`
              : ` ${judgement.evidence} Scope: ${judgement.scope}.`,
          ]),
        },
        paragraph(`Claimed by: ${source}. Rule: ${rule}`),
      ],
    };
  });
}
