/**
 * The data dictionary: `data/README.md`, which says what every file, column and metric is, and how to read them in one line.
 * @module
 */
import { CONTRACTS, type ExperimentContract } from "../../bench/experiments/contracts.ts";
import { type Block, code, type Inline, paragraph, type Table } from "../page/blocks.ts";
import { documentToMarkdown } from "../page/to_markdown.ts";
import type { DataTable } from "./data_table.ts";

/** What each column holds; names that begin with `option_` and `at_` are made from the records. */
export const COLUMNS: Readonly<Record<string, string>> = {
  id: "Hash of the cell's identity; the same in data/records.csv and in the file of its experiment",
  experiment: "Experiment that measured it",
  model: "Name of the model",
  dataset: "Name of the data set",
  "dataset_sha256": "Hash of the data set's content",
  estimator: "Name of the gradient estimator, as the command line takes it",
  options: "All options of the cell as JSON",
  seed: "Seed: the unit of replication. Cells of one seed share initialisation, order of data and noise",
  status: "done, skipped (not supported), diverged (numbers no longer finite) or failed",
  reason: "Why a cell is not done",
  environment: "Id of the machine and its software, which the report describes",
  run: "Hash of the run's configuration",
  sha256: "Hash of the record; of pooled lines over the hashes of their records, sorted, one a line",
  records: "Records that the line is of, one a seed",
  metric: "What was measured; see below",
  unit: "Unit of mean, sd, low, high, median and values",
  layer: "Layer or site that the values belong to",
  block: "Block of parameters: mean, scale or upstream",
  step: "Training steps before the measurement",
  evaluation: "Which evaluation of a training run, from 1; empty where a metric is measured once a cell",
  final: "1 for the run's last evaluation, 0 for earlier ones; empty as evaluation is",
  n: "Number of samples",
  mean: "Mean of the samples",
  sd: "Standard deviation of the samples, with n − 1; empty below two samples",
  low:
    "Lower end of Student's 95 % interval of the mean: over samples, in pooled lines over means of records",
  high: "Upper end of the same interval",
  median: "Median of the samples",
  values: "Parquet alone: the samples, in the order in which they were drawn",
};

/** Columns that the records name. */
export const COLUMN_PREFIXES: Readonly<Record<string, string>> = {
  option_: "An option of the cell, such as option_solver",
  at_: "A further coordinate of the metric, such as at_norm",
};

/** The dictionary of some tables. */
export function dictionary(tables: readonly DataTable[]): string {
  const pooled = tables.some(({ columns }) => columns.some(({ name }) => name === "records"));
  const sampleless = tables.slice(1).filter(({ values }) => values === undefined).map(({ name }) => name);
  return documentToMarkdown({
    title: "Data of this report",
    blocks: [
      paragraph(
        "Every table is there twice, as CSV and as Parquet; both have the same lines and columns. Parquet has the samples " +
          "too, in a column of lists, so that every number of the report can be made again. Numbers are not rounded. " +
          "What the figures draw is in charts/*.csv, with the ends of its intervals.",
      ),
      ...(pooled
        ? [paragraph("Some files would have too many lines: there a line is of all seeds of a cell.")]
        : []),
      ...(sampleless.length === 0
        ? []
        : [paragraph(`Without their samples, which are too many: ${sampleless.join(", ")}.`)]),
      {
        kind: "section",
        id: "one-line",
        title: "In one line",
        blocks: [
          paragraph("In the folder of the report, with pandas as pd, with DuckDB, and with Python alone:"),
          { kind: "list", items: Object.values(oneLiners(tables)).map((line) => [code(line)]) },
        ],
      },
      {
        kind: "section",
        id: "files",
        title: "Files",
        blocks: [{ kind: "table", table: filesTable(tables) }],
      },
      {
        kind: "section",
        id: "columns",
        title: "Columns",
        blocks: [{ kind: "table", table: columnsTable(tables) }],
      },
      { kind: "section", id: "metrics", title: "Metrics", blocks: tables.slice(1).flatMap(metricBlocks) },
    ],
  });
}

/** Means of the final values where runs were evaluated, else of everything: by model, estimator and metric. */
export function oneLiners(tables: readonly DataTable[]): { pandas: string; duckdb: string; python: string } {
  const own = tables.slice(1);
  const curve = own.find(({ columns }) =>
    columns.some(({ name, cells }) => name === "final" && cells.includes(1))
  );
  const { name = "data/records", columns = [] } = curve ?? own[0] ?? {};
  const by = [
    "model",
    ...(columns.some(({ name }) => name === "option_budget") ? ["option_budget"] : []),
    "estimator",
    "metric",
  ];
  const [where, chosen, kept] = curve === undefined
    ? ["", "", ""]
    : [" WHERE final = 1", ".query('final == 1')", " if r['final'] == '1'"];
  return {
    pandas: `pd.read_csv("${name}.csv")${chosen}.groupby(${
      JSON.stringify(by)
    })["mean"].agg(["mean", "sem", "count"])`,
    duckdb: `SELECT ${
      by.join(", ")
    }, avg(mean), count(*) FROM '${name}.parquet'${where} GROUP BY ALL ORDER BY ALL`,
    python: `[[r[c] for c in ${
      JSON.stringify([...by, "mean"])
    }] for r in csv.DictReader(open("${name}.csv"))${kept}]`,
  };
}

function filesTable(tables: readonly DataTable[]): Table {
  return {
    name: "files",
    caption: "One table a row, as .csv and as .parquet",
    columns: [{ label: "table", align: "text" }, { label: "lines", align: "number" }, {
      label: "a line is",
      align: "prose",
    }],
    rows: tables.map(({ name, columns }, i): Inline[] => [
      code(name),
      String(columns[0]?.cells.length ?? 0),
      i === 0
        ? "a cell: what was run, and how it ended"
        : "a metric of a cell, and of one evaluation where a run was evaluated several times",
    ]),
  };
}

function columnsTable(tables: readonly DataTable[]): Table {
  const present = new Set(tables.flatMap(({ columns }) => columns.map(({ name }) => name)));
  const prefixes = Object.entries(COLUMN_PREFIXES).flatMap(([prefix, meaning]): Inline[][] => {
    const own = [...present].filter((name) => name.startsWith(prefix)).sort();
    return own.length === 0 ? [] : [[
      code(`${prefix}…`),
      `${meaning}. Here: ${own.map((name) => name.slice(prefix.length)).join(", ")}`,
    ]];
  });
  return {
    name: "columns",
    caption: "Columns; an empty field says that the column does not apply",
    columns: [{ label: "column", align: "text" }, { label: "meaning", align: "prose" }],
    rows: [
      ...Object.entries(COLUMNS).filter(([name]) => present.has(name) || name === "values")
        .map(([name, meaning]): Inline[] => [code(name), meaning]),
      ...prefixes,
    ],
  };
}

function metricBlocks({ name, columns }: DataTable): Block[] {
  const cells = (column: string) => columns.find(({ name }) => name === column)?.cells ?? [];
  const experiment = String(cells("experiment")[0] ?? "");
  const metrics: ExperimentContract["metrics"] = Object.hasOwn(CONTRACTS, experiment)
    ? CONTRACTS[experiment as keyof typeof CONTRACTS].metrics
    : {};
  const present = [...new Set(cells("metric").map(String))];
  if (present.length === 0) return [];
  return [{
    kind: "table",
    table: {
      name,
      caption: `Metrics in ${name}`,
      columns: [{ label: "metric", align: "text" }, { label: "unit", align: "text" }, {
        label: "one value is",
        align: "prose",
      }],
      rows: present.map((metric): Inline[] => {
        const { unit = "", meaning = "not known to this version" } = Object.hasOwn(metrics, metric)
          ? metrics[metric]!
          : {};
        return [code(metric), [unit].flat().join(", "), meaning];
      }),
    },
  }];
}
