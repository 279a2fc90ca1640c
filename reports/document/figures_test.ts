import assert from "node:assert/strict";
import type { Chart } from "../look/chart.ts";
import { drawCharts, MOST_ROWS } from "./figures.ts";

/** A chart of as many points, drawn without looking at the records. */
function chartOf(count: number): Chart {
  return {
    name: "many",
    marks: () => Array.from({ length: count }, (_, x) => ({ x, label: "RT", estimator: "rt", value: x / 2 })),
    title: () => "Many",
    caption: () => "Many points.",
    spec: () => ({
      data: { values: [{ x: 1 }] },
      mark: "point",
      encoding: { x: { field: "x", type: "quantitative" } },
    }),
  };
}

Deno.test.each([[MOST_ROWS, "Data of: Many"], [
  MOST_ROWS + 5,
  "Data of: Many (the first 200 of 205 rows; the CSV has all)",
]])("a figure of %d rows shows no more than a page takes, and says so", async (count, caption) => {
  const [figure] = await drawCharts([chartOf(count)], { experiment: "any", rows: [] });
  assert.equal(figure?.data.rows.length, MOST_ROWS);
  assert.equal(figure?.data.caption, caption);
  assert.equal(figure?.marks.length, count, "the file has all rows");
});
