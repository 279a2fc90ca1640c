/**
 * From the chart registry to drawn figures.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { CHARTS } from "../experiments/charts.ts";
import { type Rendered, renderSpec } from "../look/render.ts";
import { distinct } from "../look/theme.ts";
import type { Chart, Layout, Row } from "../look/chart.ts";
import { formatNumber } from "../look/format.ts";
import type { Figure, Table } from "./blocks.ts";

/** A figure with what its files need. */
export interface DrawnFigure extends Figure {
  /** Experiment whose section shows it. */
  readonly experiment: string;
  /** What is drawn, one per mark. */
  readonly rows: readonly Row[];
  /** Warnings of both layouts; a good chart has none. */
  readonly warnings: readonly string[];
}

/** Every figure that the records allow, in the registry's order. */
export async function drawFigures(
  records: readonly BenchRecord[],
  charts: readonly Chart[] = CHARTS,
): Promise<DrawnFigure[]> {
  const figures: DrawnFigure[] = [];
  for (const chart of charts) {
    for (const [name, rows] of parts(chart, records)) figures.push(await draw(chart, { name, rows }));
  }
  return figures;
}

function parts(chart: Chart, records: readonly BenchRecord[]): [string, readonly Row[]][] {
  const rows = chart.rows(records);
  if (rows.length === 0) return [];
  const field = chart.splitBy;
  if (field === undefined) return [[chart.name, rows]];
  return distinct(rows, field).map((value) => [
    `${chart.name}-${fileName(value)}`,
    rows.filter((row) => String(row[field]) === value),
  ]);
}

async function draw(chart: Chart, part: { name: string; rows: readonly Row[] }): Promise<DrawnFigure> {
  const { name, rows } = part;
  const layouts = ["wide", "narrow"] as const satisfies readonly Layout[];
  const [wide, narrow] = await Promise.all(layouts.map(async (layout) => {
    const spec = chart.spec(rows, layout);
    return { spec, ...await renderSpec(spec, `${name}-${layout}`) };
  })) as [Rendered & { spec: unknown }, Rendered & { spec: unknown }];
  const title = chart.title(rows);
  const caption = chart.caption(rows);
  return {
    ...{ name, title, caption, wide, narrow, rows },
    alt: `${title}. ${caption} The numbers are in the table below the figure.`,
    experiment: chart.experiment,
    data: dataTable(name, { title, rows }),
    warnings: [...wide.warnings, ...narrow.warnings],
  };
}

/** Rows of a figure that the page shows as a table; its CSV has all. */
export const MOST_ROWS = 1000;

/** The rows as a table; columns that are the same in all rows, or only place a mark, are left out. */
function dataTable(name: string, { title, rows }: { title: string; rows: readonly Row[] }): Table {
  const cut = rows.length > MOST_ROWS
    ? ` (the first ${MOST_ROWS} of ${rows.length} rows; the CSV has all)`
    : "";
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((field) =>
    !HIDDEN.includes(field)
  );
  const varying = fields.filter((field) => rows.length === 1 || distinct(rows, field).length > 1);
  return {
    name: `data-${name}`,
    caption: `Data of: ${title}${cut}`,
    columns: varying.map((field) => ({
      label: LABELS[field] ?? field,
      align: rows.some((row) => typeof row[field] === "number") ? "number" : "text",
    })),
    rows: rows.slice(0, MOST_ROWS).map((row) =>
      varying.map((field) => {
        const value = row[field];
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
