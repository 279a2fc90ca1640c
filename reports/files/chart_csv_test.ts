import assert from "node:assert/strict";
import { csvParse } from "d3-dsv";
import { drawFigures } from "../document/figures.ts";
import { fixtureRecords } from "../experiments/fixtures.ts";
import { chartCsv } from "./chart_csv.ts";

Deno.test("an estimator stays where every mark has one; a colour goes", () => {
  const mark = { label: "RT", estimator: "rt", value: 1, drawn: 2 };
  assert.deepEqual(csvParse(chartCsv([mark])).columns, ["label", "estimator", "value"]);
  const mixed = csvParse(chartCsv([mark, { ...mark, label: "paper", estimator: "second-neutral" }]));
  assert.deepEqual(mixed.columns, ["label", "value"]);
  assert.deepEqual(mixed.map(({ label }) => label), ["RT", "paper"]);
});

Deno.test("no figure's CSV names a colour, and each has a name and a number in every line", async () => {
  const figures = await drawFigures(fixtureRecords({ only: ["replication", "layer_choice"], pairs: 2 }));
  assert.ok(figures.length > 1);
  for (const { name, marks } of figures) {
    const lines = csvParse(chartCsv(marks));
    assert.equal(lines.length, marks.length);
    for (const line of lines) {
      const cells = Object.values(line);
      assert.doesNotMatch(cells.join("\n"), /neutral/, name);
      assert.ok(cells.some((cell) => cell !== "" && Number.isFinite(Number(cell))), name);
    }
  }
});
