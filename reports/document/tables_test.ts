import assert from "node:assert/strict";
import { lazy } from "../analysis/memo.ts";
import { worth } from "../comparison/worth.ts";
import { fixtureRecord, fixtureRecords } from "../experiments/fixtures.ts";
import { ALL_REPORTS } from "../experiments/registry.ts";
import { plainText } from "../page/blocks.ts";
import { tableToLatex } from "../page/to_latex.ts";
import { genericTable } from "./generic_table.ts";

const records = lazy(() => fixtureRecords({ pairs: 6 }));

const TABLES = ALL_REPORTS.flatMap(({ contract, tables, rows }) =>
  tables.map(({ table }, i) => ({ make: table, rows, label: `${contract.name}, table ${i + 1}` }))
);

for (const { make, rows, label } of TABLES) {
  const table = lazy(() => make(rows(records())));

  Deno.test(`${label}: every row has a cell for every column, and none without records`, () => {
    const { columns, rows: lines } = table();
    assert.ok(lines.length > 0);
    for (const line of lines) assert.equal(line.length, columns.length);
    for (const cell of lines.flat()) assert.doesNotMatch(plainText(cell), /NaN|undefined|null|\[object/);
    assert.deepEqual(make(rows([])).rows, []);
  });

  Deno.test(`${label}: its LaTeX has as many columns in every row`, () => {
    const { columns, rows: all } = table();
    const source = tableToLatex(table());
    const lines = source.split("\n").filter((line) => line.endsWith("\\\\"));
    assert.equal(lines.length, all.length + 2); // the head is there twice: on the first page and on the others
    for (const line of lines) assert.equal(line.match(/(?<!\\)&/g)?.length, columns.length - 1, line);
    assert.match(source, /\\toprule[\s\S]*\\endfirsthead[\s\S]*\\midrule[\s\S]*\\endhead[\s\S]*\\bottomrule/);
  });
}

Deno.test.each<[[number, number], string]>([
  [[0.2, 0.89], "yes"],
  [[0.89, 0.99], "inconclusive"],
  [[1.2, 3], "no"],
  [[1.01, 1.2], "inconclusive"],
  [[0.91, 0.95], "no difference"],
  [[1.01, 1.11], "no difference"],
  [[0.5, 1.5], "inconclusive"],
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
    "50 \\% of \\$x\\_\\allowbreak{}1 \\& \\{a\\}\\textbackslash{}b \\# \\textasciitilde{} \\textasciicircum{} $<$",
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
