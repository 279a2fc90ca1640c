/**
 * From records to the report's files, in memory.
 * @module
 */
import { canonicalOrder } from "./analysis/canonical_order.ts";
import { standaloneSvg } from "./look/render.ts";
import type { Change } from "./difference/changes.ts";
import { compareStores } from "./document/other_results.ts";
import { ANSWER_SCHEMA, answerJson } from "./document/answer_json.ts";
import answerSchema from "./document/answer.schema.json" with { type: "text" };
import { chartCsv } from "./files/chart_csv.ts";
import { dataTables } from "./files/data_files.ts";
import { type DataTable, tableToCsv, tableToParquet, withoutSamples } from "./files/data_table.ts";
import { dictionary } from "./files/dictionary.ts";
import { APPENDIX } from "./document/chapters.ts";
import { reportPages, reportTables } from "./document/document.ts";
import { answerFigure } from "./document/first_screen.ts";
import { drawFigures, type DrawnFigure } from "./document/figures.ts";
import { documentToPage } from "./page/page.ts";
import { readScripts } from "./page/libraries.ts";
import { MARKDOWN_PAGES, markdownPages } from "./page/markdown_pages.ts";
import type { ReportInput } from "./document/provenance.ts";
import { labelPlugins } from "./plugin_labels.ts";
import { tableToLatex } from "./page/to_latex.ts";

/** A built report. */
export interface BuiltReport {
  /** Texts by path, relative to the report's folder. */
  readonly files: ReadonlyMap<string, string>;
  /** Contents of those that are no texts, likewise. */
  readonly bytes: ReadonlyMap<string, Uint8Array>;
  /** What was drawn, with its warnings. */
  readonly figures: readonly DrawnFigure[];
  /** To the results that it is compared with; empty without. */
  readonly changes: readonly Change[];
}

/** Options of {@linkcode buildReport}. */
export interface BuildOptions {
  /** Another store, whose main numbers are put beside these. */
  readonly compareWith?: ReportInput;
}

/**
 * Builds every file of the report: `index.html`, `report.md`, charts as SVG, Vega-Lite and CSV, data as
 * CSV and Parquet with a dictionary, tables as LaTeX, `answer.json` with its schema. The same records give the same bytes, in whatever order they come.
 *
 * Permissions: read on the package's own files.
 */
export async function buildReport(input: ReportInput, options: BuildOptions = {}): Promise<BuiltReport> {
  const records = canonicalOrder(input.records);
  labelPlugins([...input.manifests ?? [], ...options.compareWith?.manifests ?? []]);
  const other = options.compareWith;
  const comparison = other === undefined ? undefined : await compareStores(
    { ...input, records },
    { ...other, records: canonicalOrder(other.records) },
  );
  const texts = new Map<string, string>();
  const bytes = new Map<string, Uint8Array>();
  const described: DataTable[] = [];
  for (const table of dataTables(records)) { // first: most of the report's bytes, made while little else is held
    texts.set(`${table.name}.csv`, tableToCsv(table));
    bytes.set(`${table.name}.parquet`, tableToParquet(table));
    described.push(withoutSamples(table));
  }
  texts.set("data/README.md", dictionary(described));
  const ownFigures = [...await answerFigure(records), ...await drawFigures(records)];
  const { main, appendix } = reportPages({ ...input, records }, { figures: ownFigures, comparison });
  const figures = [...ownFigures, ...comparison?.figures ?? []];
  const tables = [...reportTables(records), ...(comparison === undefined ? [] : [comparison.table])];
  const scripts = await readScripts();
  const markdown = markdownPages({ main, appendix });
  const files = new Map<string, string>([
    ["index.html", documentToPage(main, scripts, [{ href: APPENDIX, title: "Appendix" }])],
    [APPENDIX, documentToPage(appendix, scripts, [{ href: "index.html", title: "Main page" }])],
    [MARKDOWN_PAGES.main, markdown.main],
    [MARKDOWN_PAGES.appendix, markdown.appendix],
    ["answer.json", answerJson({ ...input, records })],
    [ANSWER_SCHEMA, answerSchema],
  ]);
  for (const { name, wide, marks } of figures) {
    files.set(`charts/${name}.svg`, standaloneSvg(wide.svg));
    files.set(`charts/${name}.vl.json`, JSON.stringify(wide.spec, null, 2) + "\n");
    files.set(`charts/${name}.csv`, chartCsv(marks));
  }
  for (const table of tables) files.set(`tables/${table.name}.tex`, tableToLatex(table));
  for (const [path, text] of texts) files.set(path, text);
  return { files, bytes, figures, changes: comparison?.changes ?? [] };
}
