/**
 * The report's chapters on the page, and in the appendix what is for looking up.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { plural } from "../look/format.ts";
import { type Block, type Inlines, link, paragraph } from "../page/blocks.ts";
import { type Chapter, CHAPTERS, type ExperimentReport } from "../experiments/report.ts";
import { ALL_REPORTS } from "../experiments/registry.ts";
import type { DrawnFigure } from "./figures.ts";
import { tableBlocks } from "./table_blocks.ts";

/** File name of the second page. */
export const APPENDIX = "appendix.html";
/** Findings that stand open; more are folded. */
const MOST_OPEN = 2;
/** Rows of a table that stands open on the page. */
const MOST_ROWS = 6;

/** What sections are made of. */
export interface Contents {
  readonly records: readonly BenchRecord[];
  /** Those on the first screen left out. */
  readonly figures: readonly DrawnFigure[];
}

/** A section of a page. */
export type Section = Extract<Block, { kind: "section" }>;

/** A chapter of the page; undefined where nothing of it was measured. */
export function chapterSection(
  chapter: Chapter,
  contents: Contents,
  more: readonly Block[] = [],
): Section | undefined {
  const reports = ALL_REPORTS.filter((report) => report.chapter === chapter && isOnPage(report, contents));
  const [only, ...others] = reports;
  const blocks = only !== undefined && others.length === 0 && more.length === 0
    ? mainBlocks(only, contents)
    : reports.map((report): Section => ({
      kind: "section",
      id: `main-${anchorOf(report.contract.name)}`,
      title: report.contract.title,
      blocks: mainBlocks(report, contents),
    }));
  const all = [...blocks, ...more];
  if (all.length === 0) return undefined;
  return { kind: "section", id: `chapter-${chapter}`, title: CHAPTERS[chapter], blocks: all };
}

/** Everything of an experiment that is for looking up; undefined where that is nothing. */
export function appendixSection(report: ExperimentReport, contents: Contents): Section | undefined {
  const { records, figures } = contents;
  const { name, title, question } = report.contract;
  const rows = report.rows(records);
  const whole = !isOnPage(report, contents);
  const blocks: Block[] = [
    ...(whole && isMeasured(report, contents)
      ? [{ kind: "list", items: report.findings(rows) } as const]
      : []),
    ...figures.filter((figure) => figure.experiment === name && (whole || !figure.open))
      .map((figure): Block => ({ kind: "figure", figure })),
    ...(whole ? tableBlocks(report, records, { folded: false }) : []),
    ...tableBlocks(report, records, { folded: true }),
  ];
  if (blocks.length === 0) return undefined;
  return { kind: "section", id: anchorOf(name), title, blocks: [paragraph(question), ...blocks] };
}

/** Experiments of this report that the records hold nothing of, by their headings. */
export function notMeasured(records: readonly BenchRecord[]): string[] {
  return ALL_REPORTS.filter((report) => !isMeasured(report, { records })).map(({ contract }) =>
    contract.title
  );
}

/** Anchor of an experiment in the appendix. */
export function anchorOf(name: string): string {
  return `experiment-${name.replaceAll(/[^A-Za-z0-9]+/g, "-")}`;
}

/** Of the chapter on costs the page shows one experiment: that along training, or in older records the one at its start. */
function isOnPage(report: ExperimentReport, contents: Pick<Contents, "records">): boolean {
  const { chapter } = report;
  if (chapter === "details" || !isMeasured(report, contents)) return false;
  return chapter !== "costs" ||
    report === ALL_REPORTS.find((other) => other.chapter === chapter && isMeasured(other, contents));
}

function isMeasured(report: ExperimentReport, { records }: Pick<Contents, "records">): boolean {
  return report.findings(report.rows(records)).length > 0;
}

/** The answer, the figure, the findings, a table, and where there is more. */
function mainBlocks(report: ExperimentReport, contents: Contents): Block[] {
  const { records, figures } = contents;
  const { name, question } = report.contract;
  const rows = report.rows(records);
  const brief = report.inBrief(rows);
  const more = appendixSection(report, contents);
  return [
    { kind: "paragraph", role: "note", content: [question] },
    ...(brief === undefined
      ? []
      : [{ kind: "paragraph", role: "lead", content: [sentence(brief)] } as const]),
    ...figures.filter((figure) => figure.experiment === name && figure.open)
      .map((figure): Block => ({ kind: "figure", figure })),
    ...findingBlocks(report.findings(rows)),
    ...tableBlocks(report, records, { folded: false, mostOpen: MOST_ROWS }),
    ...(more === undefined ? [] : [
      paragraph(link(`${APPENDIX}#${more.id}`, `${contentsOf(more)} in the appendix`), "."),
    ]),
  ];
}

/** Few stand open. */
function findingBlocks(findings: readonly Inlines[]): Block[] {
  const open: Block = { kind: "list", items: findings };
  if (findings.length <= MOST_OPEN) return [open];
  return [{
    kind: "details",
    role: "rules",
    summary: `Findings in words (${findings.length})`,
    blocks: [open],
  }];
}

/** `3 more figures and 2 tables`. */
function contentsOf({ blocks }: Section): string {
  const figures = blocks.filter(({ kind }) => kind === "figure").length;
  const tables = blocks.filter(({ kind }) => kind === "table" || kind === "details").length;
  return [
    ...(figures === 0 ? [] : [plural(figures, "more figure")]),
    ...(tables === 0 ? [] : [plural(tables, "table")]),
  ].join(" and ");
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}
