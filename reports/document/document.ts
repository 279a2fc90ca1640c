/**
 * What the report says, in order: the answer, chapters by what a reader asks, verdicts, provenance; and an appendix.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import type { DrawnFigure } from "./figures.ts";
import { anchorOf, appendixSection, chapterSection, notMeasured, type Section } from "./chapters.ts";
import { citationBlocks } from "./citation.ts";
import { badges } from "./badges.ts";
import { firstScreen, isOnFirstScreen, TITLE } from "./first_screen.ts";
import { type Block, code, link, paragraph, type ReportDocument, type Table } from "../page/blocks.ts";
import { provenanceBlocks, type ReportInput, unfinishedTable } from "./provenance.ts";
import { READING } from "./reading.ts";
import { ALL_REPORTS } from "../experiments/registry.ts";
import { type Chapter, CHAPTERS } from "../experiments/report.ts";
import { tableBlock } from "./table_blocks.ts";
import { genericTable } from "./generic_table.ts";
import { verdictBlocks, verdictTable } from "./verdict_blocks.ts";
import { judgeClaims } from "../verdicts/registry.ts";

/** What is drawn before the document is put together. */
export interface DocumentParts {
  readonly figures: readonly DrawnFigure[];
  readonly comparison?: { readonly blocks: readonly Block[] } | undefined;
}

/** The report's two pages. */
export interface ReportPages {
  readonly main: ReportDocument;
  /** What is for looking up. */
  readonly appendix: ReportDocument;
}

/** Both pages, from records that are in canonical order. */
export function reportPages(input: ReportInput, { figures, comparison }: DocumentParts): ReportPages {
  const { records } = input;
  const contents = { records, figures: figures.filter((figure) => !isOnFirstScreen(figure)) };
  const known = ALL_REPORTS.map(({ contract }) => contract.name);
  const others = [...new Set(records.map(({ experiment }) => experiment))].filter((name) =>
    !known.includes(name)
  );
  const chapter = (name: Chapter, more: readonly Block[] = []) => chapterSection(name, contents, more) ?? [];
  return {
    main: {
      title: TITLE,
      tab: `${TITLE} ${badges(input).slice(0, 2).join(", ")}`,
      blocks: [
        ...firstScreen(input, figures),
        ...[
          chapter("runs"),
          chapter("costs"),
          section("verdicts", "Verdicts on the paper's claims", verdictBlocks(judgeClaims(records))),
          ...Object.keys(CHAPTERS).filter((name): name is Chapter => !APART.includes(name)).flatMap((name) =>
            chapter(name)
          ),
          chapter("checks", gapBlocks(records)),
          ...(comparison === undefined
            ? []
            : [section("comparison", "Comparison with other results", comparison.blocks)]),
          section("provenance", "Provenance, downloads, citation", [
            ...citationBlocks(input),
            ...provenanceBlocks(input),
          ]),
        ].flat(),
      ],
    },
    appendix: {
      title: "Appendix",
      tab: `Appendix: ${badges(input).slice(0, 2).join(", ")}`,
      blocks: [
        paragraph(
          "Figures and tables for looking up: heat maps, layers, costs, exponents, every contender. The answer is on ",
          link("index.html", "the main page"),
          ".",
        ),
        ...ALL_REPORTS.flatMap((report) => appendixSection(report, contents) ?? []),
        ...others.map((experiment) =>
          section(anchorOf(experiment), experiment, otherBlocks(records, experiment))
        ),
      ],
    },
  };
}

/** Chapters that have a place of their own. */
const APART: readonly string[] = ["runs", "costs", "checks", "details"] satisfies readonly Chapter[];

/** Tables that have files, in the order in which they appear. */
export function reportTables(records: readonly BenchRecord[]): Table[] {
  return [
    verdictTable(judgeClaims(records)),
    ...ALL_REPORTS.flatMap(({ tables, rows }) => tables.map(({ table }) => table(rows(records)))),
    unfinishedTable(records),
  ]
    .filter(({ rows }) => rows.length > 0);
}

function otherBlocks(records: readonly BenchRecord[], experiment: string): Block[] {
  const table = genericTable(records, experiment);
  return [
    paragraph("This report has no section for the experiment ", code(experiment), "; these are its metrics."),
    ...(table.rows.length === 0 ? [] : [tableBlock(table)]),
  ];
}

/** How to read the numbers, and what is not in them: one line and, folded, a table. */
function gapBlocks(records: readonly BenchRecord[]): Block[] {
  const missing = notMeasured(records);
  const unfinished = unfinishedTable(records);
  return [
    {
      kind: "details",
      role: "rules",
      summary: "How to read the numbers",
      blocks: [{ kind: "list", items: READING }],
    },
    paragraph(
      missing.length === 0
        ? "Every experiment of this report has finished cells."
        : `Not measured in these runs: ${missing.join("; ")}.`,
      unfinished.rows.length === 0 ? " No cell was skipped or failed." : "",
    ),
    ...(unfinished.rows.length === 0 ? [] : [tableBlock(unfinished, { folded: true })]),
  ];
}

function section(id: string, title: string, blocks: readonly Block[]): Section {
  return { kind: "section", id, title, blocks };
}
