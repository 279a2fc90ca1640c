/**
 * The claims and their verdicts as parts of the page.
 * @module
 */
import { type Block, code, type Inline, type Inlines, paragraph, type Table } from "../page/blocks.ts";
import { listing } from "../look/format.ts";
import { type JudgedClaim, verdictInWords, VERDICTS } from "../verdicts/registry.ts";

/** The table of verdicts and, folded, their rules. */
export function verdictBlocks(claims: readonly JudgedClaim[]): Block[] {
  const rules = claims.map(({ claim, rule, command }): Inlines => [
    { kind: "strong", text: claim },
    ` ${rule} Records for it: `,
    code(command),
  ]);
  return [
    paragraph(
      "Each verdict is computed from the records by its rule, which is below the table, and by nothing else.",
    ),
    { kind: "table", table: verdictTable(claims) },
    {
      kind: "details",
      role: "rules",
      summary: "Rules and commands of the verdicts",
      blocks: [{ kind: "list", items: rules }],
    },
  ];
}

/** Claim, verdict, evidence and source, one row each. */
export function verdictTable(claims: readonly JudgedClaim[]): Table {
  return {
    name: "verdicts",
    caption: "Claims of the paper and of its discussion",
    columns: ["claim", "verdict and its scope", "evidence of these runs", "source"].map((label) => ({
      label,
      align: "prose",
    })),
    rows: claims.map(({ claim, judgement, source }): Inline[] => [
      claim,
      { kind: "verdict", text: verdictInWords(judgement), note: judgement.scope },
      judgement.evidence,
      source,
    ]),
  };
}

/** How many claims got which verdict. */
export function verdictsInBrief(claims: readonly JudgedClaim[]): string {
  const counts = VERDICTS.map((verdict) => ({
    verdict,
    count: claims.filter(({ judgement }) => judgement.verdict === verdict).length,
  }));
  return listing(
    counts.filter(({ count }) => count > 0).map(({ verdict, count }) => `${count} × ${verdict}`),
  );
}
