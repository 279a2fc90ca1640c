import assert from "node:assert/strict";
import { renderSpec } from "../../look/render.ts";
import { fixtureRecords } from "../fixtures.ts";
import { reductionSettingsChart } from "./chart.ts";
import { marksOf } from "../testing.ts";
import { whereItHelpsReport } from "./index.ts";

/** Height of a panel where two stand side by side. */
const HEIGHT = 230;

Deno.test("an interval that reaches below zero ends at the lower edge of its panel", async () => {
  const rows = marksOf(
    whereItHelpsReport,
    reductionSettingsChart,
    fixtureRecords({ only: ["where_it_helps"], pairs: 6 }),
  )
    .map((row, i) => (i === 0 ? { ...row, low: -2.5 } : row));
  const { svg, warnings } = await renderSpec(reductionSettingsChart.spec(rows, "wide"), "a");
  assert.deepEqual(warnings, []);
  const lines = [...svg.matchAll(/<line transform="translate\([\d.]+,([\d.]+)\)" x2="0" y2="(-[\d.]+)"/g)]
    .map(([, from, length]) => ({ from: Number(from), length: -Number(length) }));
  const cut = lines.filter(({ from, length }) => from === HEIGHT && length < HEIGHT);
  assert.equal(cut.length, 1, JSON.stringify(lines));
});
