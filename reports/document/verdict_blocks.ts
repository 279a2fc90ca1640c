/**
 * The claims and their verdicts as parts of the page.
 * @module
 */
import { type Block, code, type Inline, type Inlines, paragraph, type Table } from "../page/blocks.ts";
import { listing } from "../look/format.ts";
import { type JudgedClaim, TOPICS, type Verdict, verdictInWords, VERDICTS } from "../verdicts/registry.ts";

/** The table of verdicts and, folded, their rules. */
export function verdictBlocks(claims: readonly JudgedClaim[]): Block[] {
  const rules = claims.map(({ claim, rule, command }): Inlines => [
    { kind: "strong", text: claim },
    ` ${rule} Records for it: `,
    code(command),
  ]);
  const decided = claims.filter(({ judgement: { verdict } }) => DECIDED.includes(verdict));
  const open = claims.filter((claim) => !decided.includes(claim));
  return [
    { kind: "paragraph", role: "lead", content: [`${verdictsInBrief(claims)}.`] },
    paragraph(
      "Each verdict is computed from the records by its rule, which is printed below, and by nothing else.",
    ),
    ...[
      tableOf(decided, { name: "verdicts-decided", caption: "Decided claims" }),
      tableOf(open, { name: "verdicts-open", caption: "Mixed, inconclusive or not measured" }),
    ].filter(({ rows }) => rows.length > 0).map((table): Block => ({ kind: "table", table })),
    {
      kind: "details",
      role: "rules",
      summary: "Rules and commands of the verdicts",
      blocks: [{ kind: "list", items: rules }],
    },
  ];
}

/** Verdicts that say one thing about the whole claim. */
const DECIDED: readonly Verdict[] = ["holds", "does not hold", "not reproduced"];

/** Every claim in one table, for its file. */
export function verdictTable(claims: readonly JudgedClaim[]): Table {
  return tableOf(claims, {
    name: "verdicts",
    caption: "Claims of the paper, of its discussion and of related work",
  });
}

/** Claims by topic with verdict, evidence and source, one row each. */
function tableOf(claims: readonly JudgedClaim[], { name, caption }: Pick<Table, "name" | "caption">): Table {
  const rank = ({ topic }: JudgedClaim) => TOPICS.indexOf(topic);
  return {
    name,
    caption,
    columns: ["about", "claim", "verdict and its scope", "evidence of these runs", "source"].map((label) => ({
      label,
      align: "prose",
    })),
    rows: [...claims].sort((a, b) => rank(a) - rank(b)).map((
      { topic, claim, judgement, source },
    ): Inline[] => [
      topic,
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
