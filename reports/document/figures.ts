/**
 * From charts to drawn figures.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { ALL_REPORTS } from "../experiments/registry.ts";
import type { ExperimentReport } from "../experiments/report.ts";
import { type Rendered, renderSpec } from "../look/render.ts";
import { distinct } from "../look/theme.ts";
import type { Chart, Layout, Mark } from "../look/chart.ts";
import { formatNumber } from "../look/format.ts";
import type { Figure, Table } from "../page/blocks.ts";

/** A figure with what its files need. */
export interface DrawnFigure extends Figure {
  /** Whether the page shows it; else only the appendix does. */
  readonly open: boolean;
  /** Experiment whose section shows it. */
  readonly experiment: string;
  /** What is drawn. */
  readonly marks: readonly Mark[];
  /** Warnings of both layouts; a good chart has none. */
  readonly warnings: readonly string[];
}

/** Every figure that the records allow, experiment by experiment. */
export async function drawFigures(records: readonly BenchRecord[]): Promise<DrawnFigure[]> {
  const figures: DrawnFigure[] = [];
  for (const report of ALL_REPORTS) figures.push(...await drawReport(report, records));
  return figures;
}

/** The figures of one experiment that the records allow. */
function drawReport(
  report: ExperimentReport,
  records: readonly BenchRecord[],
): Promise<DrawnFigure[]> {
  const { contract: { name: experiment }, charts } = report;
  return drawCharts(charts, { experiment, rows: report.rows(records) });
}

/** The figures of some charts; none of one that has nothing to draw. */
export async function drawCharts<Rows>(
  charts: readonly Chart<Rows>[],
  { experiment, rows }: { readonly experiment: string; readonly rows: Rows },
): Promise<DrawnFigure[]> {
  const figures: DrawnFigure[] = [];
  for (const chart of charts) {
    for (const [i, [name, marks]] of parts(chart, rows).entries()) {
      const open = chart.appendix !== true && i === 0;
      figures.push({ experiment, open, ...await draw(chart, { name, marks, rows }) });
    }
  }
  // An experiment that is drawn at all has a figure on the page.
  return figures.some(({ open }) => open)
    ? figures
    : figures.map((figure, i) => ({ ...figure, open: i === 0 }));
}

function parts<Rows>(chart: Chart<Rows>, rows: Rows): [string, readonly Mark[]][] {
  const marks = chart.marks(rows);
  if (marks.length === 0) return [];
  const field = chart.splitBy;
  if (field === undefined) return [[chart.name, marks]];
  return distinct(marks, field).map((value) => [
    `${chart.name}-${fileName(value)}`,
    marks.filter((mark) => String(mark[field]) === value),
  ]);
}

async function draw<Rows>(
  chart: Chart<Rows>,
  { name, marks, rows }: { name: string; marks: readonly Mark[]; rows: Rows },
): Promise<Omit<DrawnFigure, "experiment" | "open">> {
  const layouts = ["wide", "narrow"] as const satisfies readonly Layout[];
  const [wide, narrow] = await Promise.all(layouts.map(async (layout) => {
    const spec = chart.spec(marks, layout);
    return { spec, ...await renderSpec(spec, `${name}-${layout}`) };
  })) as [Rendered & { spec: unknown }, Rendered & { spec: unknown }];
  const title = chart.title(marks);
  const caption = chart.caption(marks, rows);
  return {
    ...{ name, title, caption, wide, narrow, marks },
    alt: `${title}. ${caption} The numbers are in the table below the figure.`,
    data: dataTable(name, { title, marks }),
    warnings: [...wide.warnings, ...narrow.warnings],
  };
}

/** Rows of a figure that the page shows as a table; its CSV has all. */
export const MOST_ROWS = 200;

/** The rows as a table; columns that are the same in all rows, or only place a mark, are left out. */
function dataTable(name: string, { title, marks }: { title: string; marks: readonly Mark[] }): Table {
  const cut = marks.length > MOST_ROWS
    ? ` (the first ${MOST_ROWS} of ${marks.length} rows; the CSV has all)`
    : "";
  const fields = [...new Set(marks.flatMap((mark) => Object.keys(mark)))].filter((field) =>
    !HIDDEN.includes(field)
  );
  const varying = fields.filter((field) => marks.length === 1 || distinct(marks, field).length > 1);
  return {
    name: `data-${name}`,
    caption: `Data of: ${title}${cut}`,
    columns: varying.map((field) => ({
      label: LABELS[field] ?? field,
      align: marks.some((mark) => typeof mark[field] === "number") ? "number" : "text",
    })),
    rows: marks.slice(0, MOST_ROWS).map((mark) =>
      varying.map((field) => {
        const value = mark[field];
        return typeof value === "number" ? formatNumber(value, 4) : String(value ?? "–");
      })
    ),
  };
}

const HIDDEN = ["estimator", "panel", "line", "drawn", "setting"];
const LABELS: Readonly<Record<string, string>> = {
  label: "series",
  low: "from",
  high: "to",
  subject: "model",
};

/** Text as part of a file name. */
function fileName(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "");
}
