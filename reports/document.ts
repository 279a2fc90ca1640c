/**
 * What the report says, in order: question and answer, verdicts, one section per experiment, provenance.
 * @module
 */
import type { BenchRecord } from "../bench/store/mod.ts";
import type { DrawnFigure } from "./figures.ts";
import { listing } from "./format.ts";
import {
  type Block,
  code,
  type Inline,
  type Inlines,
  paragraph,
  type ReportDocument,
  type Table,
} from "./html/document.ts";
import {
  missingExperiments,
  producedBy,
  provenanceBlocks,
  type ReportInput,
  unfinishedTable,
} from "./provenance.ts";
import { answer } from "./sections/equal_cost.ts";
import { SECTIONS } from "./sections/registry.ts";
import type { Section } from "./sections/types.ts";
import { genericTable } from "./tables/generic.ts";
import { WORTH_RULE } from "./tables/equal_cost.ts";
import { TABLES } from "./tables/registry.ts";
import { judgeClaims, type JudgedClaim } from "./verdicts.ts";

/** Experiment that answers the question of the first screen. */
const MAIN = "equal_cost";
/** Rows from which on a table of an unknown experiment is folded. */
const LONG = 30;

/** What is drawn before the document is put together. */
export interface DocumentParts {
  readonly figures: readonly DrawnFigure[];
  readonly comparison?: { readonly blocks: readonly Block[] } | undefined;
}

/** The document, from records that are in canonical order. */
export function reportDocument(input: ReportInput, parts: DocumentParts): ReportDocument {
  const { figures, comparison } = parts;
  const { records } = input;
  const unfinished = unfinishedTable(records);
  const known = SECTIONS.map(({ experiment }) => experiment);
  const others = [...new Set(records.map(({ experiment }) => experiment))].filter((name) =>
    !known.includes(name)
  );
  return {
    title: "Is R2-G2 worth its compute against RT with more samples at the same cost?",
    blocks: [
      ...firstScreen(input, figures),
      section("verdicts", "Verdicts on the paper's claims", verdictBlocks(judgeClaims(records))),
      ...SECTIONS.map((part) =>
        section(idOf(part.experiment), part.title, sectionBlocks(part, { records, figures }))
      ),
      ...(comparison === undefined
        ? []
        : [section("comparison", "Comparison with other results", comparison.blocks)]),
      ...others.map((experiment) => section(idOf(experiment), experiment, otherBlocks(records, experiment))),
      section("how-to-read", "How to read the numbers", [{ kind: "list", items: READING }]),
      section("unfinished", "What is not in these runs", [
        ...missingBlocks(records),
        ...(unfinished.rows.length === 0
          ? [paragraph("No cell was skipped or failed.")]
          : [{ kind: "table" as const, table: unfinished }]),
      ]),
      section("provenance", "Provenance", provenanceBlocks(input)),
    ],
  };
}

/** Tables that have files, in the order in which they appear. */
export function reportTables(records: readonly BenchRecord[]): Table[] {
  return [
    verdictTable(judgeClaims(records)),
    ...TABLES.map(({ table }) => table(records)),
    unfinishedTable(records),
  ]
    .filter(({ rows }) => rows.length > 0);
}

function firstScreen(input: ReportInput, figures: readonly DrawnFigure[]): Block[] {
  const { records } = input;
  const found = answer(records);
  const datasets = listing([...new Set(records.map(({ dataset }) => dataset.name))].sort());
  const leads: Inlines[] = found.length > 0 ? found.map((text) => [text]) : [[
    "These runs do not say: they hold no finished cells of ",
    code(MAIN),
    ". Run ",
    code("deno task bench --suite quick"),
    ".",
  ]];
  const intro: Inlines = [
    "R2-G2 is the Rao-Blackwellised reparameterisation gradient of Lam et al. (2025); RT is the plain " +
    `reparameterisation gradient that it conditions. Data: ${datasets}. `,
    ...(found.length === 0
      ? []
      : [`${WORTH_RULE} Times are from the machine under `, link("#provenance", "Provenance"), "."]),
  ];
  return [
    ...leads.map((content): Block => ({ kind: "paragraph", role: "lead", content })),
    { kind: "paragraph", role: "note", content: intro },
    { kind: "paragraph", role: "note", content: [producedBy(input)] },
    ...figures.filter(({ experiment }) => experiment === MAIN).map((figure): Block => ({
      kind: "figure",
      figure,
    })),
    ...tableBlocks(records, { experiment: MAIN, folded: false }),
  ];
}

function sectionBlocks(
  part: Section,
  { records, figures }: { records: readonly BenchRecord[]; figures: readonly DrawnFigure[] },
): Block[] {
  const { experiment, question } = part;
  const own = figures.filter((figure) => figure.experiment === experiment);
  const findings = part.findings(records);
  if (findings.length === 0) {
    return [
      paragraph(question),
      paragraph("Not answered: these runs hold no finished cells of ", code(experiment), "."),
    ];
  }
  const main = experiment === MAIN;
  return [
    paragraph(question),
    { kind: "list", items: findings },
    ...(main
      ? [paragraph("The figure and the table of the totals are ", link("#content", "at the top"), ".")]
      : own.map((figure): Block => ({ kind: "figure", figure }))),
    ...(main ? [] : tableBlocks(records, { experiment, folded: false })),
    ...tableBlocks(records, { experiment, folded: true }),
  ];
}

function tableBlocks(
  records: readonly BenchRecord[],
  choice: { experiment: string; folded: boolean },
): Block[] {
  return TABLES
    .filter(({ experiment, folded }) => experiment === choice.experiment && folded === choice.folded)
    .map(({ table }) => table(records))
    .filter(({ rows }) => rows.length > 0)
    .map((table): Block =>
      choice.folded
        ? { kind: "details", summary: table.caption, blocks: [{ kind: "table", table }] }
        : { kind: "table", table }
    );
}

function verdictBlocks(claims: readonly JudgedClaim[]): Block[] {
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

function verdictTable(claims: readonly JudgedClaim[]): Table {
  return {
    name: "verdicts",
    caption: "Claims of the paper and of its discussion",
    columns: ["claim", "verdict", "evidence of these runs", "source"].map((label) => ({
      label,
      align: label === "verdict" ? "text" : "prose",
    })),
    rows: claims.map(({ claim, judgement, source }): Inline[] => [
      claim,
      { kind: "verdict", text: judgement.verdict },
      judgement.evidence,
      source,
    ]),
  };
}

function otherBlocks(records: readonly BenchRecord[], experiment: string): Block[] {
  const table = genericTable(records, experiment);
  return [
    paragraph("This report has no section for the experiment ", code(experiment), "; these are its metrics."),
    ...(table.rows.length === 0 ? [] : [
      table.rows.length > LONG
        ? { kind: "details" as const, summary: table.caption, blocks: [{ kind: "table" as const, table }] }
        : { kind: "table" as const, table },
    ]),
  ];
}

function missingBlocks(records: readonly BenchRecord[]): Block[] {
  const missing = missingExperiments(records);
  if (missing.length === 0) return [];
  const names = missing.flatMap((name, i): Inline[] => (i === 0 ? [code(name)] : [", ", code(name)]));
  return [paragraph("This report is partial. Experiments without a finished cell: ", ...names, ".")];
}

const READING: readonly Inlines[] = [
  ["Brackets are 95 % intervals: bootstrap (BCa, fixed key) where there are 10 to 499 values, Student's otherwise."],
  [
    "Variance is the trace of the covariance of one gradient, given parameters and minibatch: the mean of half the " +
    "squared distance between two independent gradients. Blocks: the posterior's mean, its scale, and upstream, " +
    "which is what flows into the map (activations of a Bayesian layer, the decoder's first matrix in a VAE).",
  ],
  [
    "Ratios compare the same keys, parameters and minibatches pair by pair. With fewer than five seeds an interval " +
    "is about the measured seeds; with more, seeds are what is resampled.",
  ],
  [
    "Times are medians of gradients that were timed in turns on one machine; elsewhere they differ. Evaluation is " +
    "not on the clock.",
  ],
  ["Training runs are paired by seed. With n pairs no exact p can fall below 2/2ⁿ: with three seeds, 0.25."],
];

function section(id: string, title: string, blocks: readonly Block[]): Block {
  return { kind: "section", id, title, blocks };
}

function idOf(experiment: string): string {
  return `experiment-${experiment.replaceAll(/[^A-Za-z0-9]+/g, "-")}`;
}

function link(href: string, text: string): Inline {
  return { kind: "link", href, text };
}
