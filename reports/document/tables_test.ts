import assert from "node:assert/strict";
import { worth } from "../comparison/worth.ts";
import { fixtureRecord, fixtureRecords } from "../experiments/fixtures.ts";
import { ALL_REPORTS } from "../experiments/registry.ts";
import { plainText } from "../page/blocks.ts";
import { tableToLatex } from "../page/to_latex.ts";
import { genericTable } from "./generic_table.ts";

const records = fixtureRecords({ pairs: 6 });

const TABLES = ALL_REPORTS.flatMap(({ contract, tables, rows }) =>
  tables.map(({ table }) => ({ make: table, rows, experiment: contract.name }))
);

for (const { make, rows, experiment } of TABLES) {
  const table = make(rows(records));

  Deno.test(`${table.name}: every row has a cell for every column, and none without records`, () => {
    assert.ok(table.rows.length > 0, experiment);
    for (const row of table.rows) assert.equal(row.length, table.columns.length);
    for (const cell of table.rows.flat()) assert.doesNotMatch(plainText(cell), /NaN|undefined|null|\[object/);
    assert.deepEqual(make(rows([])).rows, []);
  });

  Deno.test(`${table.name}: its LaTeX has as many columns in every row`, () => {
    const source = tableToLatex(table);
    const rows = source.split("\n").filter((line) => line.endsWith("\\\\"));
    assert.equal(rows.length, table.rows.length + 1);
    for (const row of rows) assert.equal(row.match(/(?<!\\)&/g)?.length, table.columns.length - 1, row);
    assert.match(source, /\\toprule[\s\S]*\\midrule[\s\S]*\\bottomrule/);
  });
}

Deno.test.each<[[number, number], string]>([
  [[0.2, 0.9], "yes"],
  [[1.2, 3], "no"],
  [[0.95, 1.05], "no difference"],
  [[1.01, 1.09], "no difference"],
  [[0.5, 1.5], "undecided"],
])("a ratio within %j: %s", ([low, high], expected) => {
  assert.equal(worth({ value: Math.sqrt(low * high), low, high }), expected);
});

Deno.test("LaTeX escapes everything that it reads as a command", () => {
  const source = tableToLatex({
    name: "t",
    caption: "50 % of $x_1 & {a}\\b # ~ ^ <",
    columns: [{ label: "a", align: "text" }],
    rows: [["−1 × 2 ≤ 3"]],
  });
  assert.ok(source.includes(
    "50 \\% of \\$x\\_1 \\& \\{a\\}\\textbackslash{}b \\# \\textasciitilde{} \\textasciicircum{} $<$",
  ));
  assert.ok(source.includes("$-$1 $\\times$ 2 $\\le$ 3"));
});

Deno.test("the generic table shows every metric of an experiment, skipped cells aside", () => {
  const fields = { experiment: "new", model: "m", estimator: "rt" };
  const metric = { name: "x", unit: "1", values: [3, 1, 2] };
  const table = genericTable([
    fixtureRecord({ ...fields, metrics: [metric], timings: [{ ...metric, name: "y" }] }),
    fixtureRecord({ ...fields, seed: 1, status: "failed", metrics: [metric] }),
  ], "new");
  assert.deepEqual(table.rows.map((row) => [row[2], row[5]]), [["x", "2.0 [1.0,\u00a03.0]"], [
    "y",
    "2.0 [1.0,\u00a03.0]",
  ]]);
});
