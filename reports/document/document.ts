/**
 * What the report says, in order: question and answer, verdicts, one section per experiment, provenance.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import type { DrawnFigure } from "./figures.ts";
import { firstScreen, mainReport, QUESTION } from "./first_screen.ts";
import {
  type Block,
  code,
  type Inline,
  link,
  paragraph,
  type ReportDocument,
  type Table,
} from "../page/blocks.ts";
import { missingExperiments, provenanceBlocks, type ReportInput, unfinishedTable } from "./provenance.ts";
import { READING } from "./reading.ts";
import { ALL_REPORTS } from "../experiments/registry.ts";
import type { ExperimentReport } from "../experiments/report.ts";
import { tableBlock, tableBlocks } from "./table_blocks.ts";
import { genericTable } from "./generic_table.ts";
import { verdictBlocks, verdictsInBrief, verdictTable } from "./verdict_blocks.ts";
import { judgeClaims } from "../verdicts/registry.ts";

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
  const claims = judgeClaims(records);
  const known = ALL_REPORTS.map(({ contract }) => contract.name);
  const others = [...new Set(records.map(({ experiment }) => experiment))].filter((name) =>
    !known.includes(name)
  );
  return {
    title: QUESTION,
    blocks: [
      ...firstScreen(input, figures),
      {
        ...section("verdicts", "Verdicts on the paper's claims", verdictBlocks(claims)),
        answer: verdictsInBrief(claims),
      },
      ...ALL_REPORTS.map((report) => ({
        ...section(
          idOf(report.contract.name),
          report.contract.title,
          sectionBlocks(report, { records, figures }),
        ),
        answer: report.inBrief(report.rows(records)),
      })),
      ...(comparison === undefined
        ? []
        : [section("comparison", "Comparison with other results", comparison.blocks)]),
      ...others.map((experiment) => section(idOf(experiment), experiment, otherBlocks(records, experiment))),
      section("how-to-read", "How to read the numbers", [{ kind: "list", items: READING }]),
      section("unfinished", "What is not in these runs", [
        ...missingBlocks(records),
        ...(unfinished.rows.length === 0
          ? [paragraph("No cell was skipped or failed.")]
          : [tableBlock(unfinished)]),
      ]),
      section("provenance", "Provenance", provenanceBlocks(input)),
    ],
  };
}

/** Tables that have files, in the order in which they appear. */
export function reportTables(records: readonly BenchRecord[]): Table[] {
  return [
    verdictTable(judgeClaims(records)),
    ...ALL_REPORTS.flatMap(({ tables, rows }) => tables.map(({ table }) => table(rows(records)))),
    unfinishedTable(records),
  ]
    .filter(({ rows }) => rows.length > 0);
}

function sectionBlocks(
  report: ExperimentReport,
  { records, figures }: { records: readonly BenchRecord[]; figures: readonly DrawnFigure[] },
): Block[] {
  const { name: experiment, question } = report.contract;
  const own = figures.filter((figure) => figure.experiment === experiment);
  const findings = report.findings(report.rows(records));
  if (findings.length === 0) {
    return [
      paragraph(question),
      paragraph("Not answered: these runs hold no finished cells of ", code(experiment), "."),
    ];
  }
  const main = report === mainReport(records);
  return [
    paragraph(question),
    { kind: "list", items: findings },
    ...(main
      ? [paragraph("The figure and the table of the totals are ", link("#content", "at the top"), ".")]
      : []),
    ...own.slice(main ? 1 : 0).map((figure): Block => ({ kind: "figure", figure })),
    ...(main ? [] : tableBlocks(report, records, { folded: false })),
    ...tableBlocks(report, records, { folded: true }),
  ];
}

function otherBlocks(records: readonly BenchRecord[], experiment: string): Block[] {
  const table = genericTable(records, experiment);
  return [
    paragraph("This report has no section for the experiment ", code(experiment), "; these are its metrics."),
    ...(table.rows.length === 0 ? [] : [tableBlock(table)]),
  ];
}

function missingBlocks(records: readonly BenchRecord[]): Block[] {
  const missing = missingExperiments(records);
  if (missing.length === 0) return [];
  const names = missing.flatMap((name, i): Inline[] => (i === 0 ? [code(name)] : [", ", code(name)]));
  return [paragraph("This report is partial. Experiments without a finished cell: ", ...names, ".")];
}

function section(id: string, title: string, blocks: readonly Block[]): Extract<Block, { kind: "section" }> {
  return { kind: "section", id, title, blocks };
}

function idOf(experiment: string): string {
  return `experiment-${experiment.replaceAll(/[^A-Za-z0-9]+/g, "-")}`;
}
