import assert from "node:assert/strict";
import { fixtureRecords } from "../fixtures.ts";
import { reductionMapChart } from "./map_chart.ts";
import { renderSpec } from "../../look/render.ts";
import { paperLayersChart } from "./chart.ts";
import { captionOf, marksOf } from "../testing.ts";
import { whereItHelpsReport } from "./index.ts";

const records = fixtureRecords({ only: ["where_it_helps"], pairs: 6, gain: 1000 });
const rows = marksOf(whereItHelpsReport, reductionMapChart, records).filter(({ block }) => block === "scale");

Deno.test("every size of the grid is a tile with its reduction; the paper's layers are not among them", async () => {
  const { svg } = await renderSpec(reductionMapChart.spec(rows, "wide"), "a");
  for (const text of [">16</text>", ">64</text>", "scales 1 to 30, uncorrelated"]) {
    assert.ok(svg.includes(text), `${text} is not drawn`);
  }
  assert.ok(rows.every(({ inputs }) => [4, 64].includes(Number(inputs))));
  assert.match(
    captionOf(whereItHelpsReport, reductionMapChart, records, rows),
    /^R2-G2 divides the variance by up to 16 \(n = 64, m = 4,/,
  );
});

Deno.test("the line between n > m and n ≤ m runs along edges of tiles", () => {
  const { data } = reductionMapChart.spec(rows, "wide") as unknown as {
    data: { values: Record<string, number | string>[] };
  };
  const parts = (name: string) => data.values.filter(({ part }) => part === name);
  const [tiles, edges] = [parts("tile"), parts("edge")];
  assert.ok(edges.length > 0, "no edge");
  for (const edge of edges) {
    assert.ok(edge["x"] === edge["x2"] || edge["y"] === edge["y2"], "an edge is not straight");
    const beside = tiles.filter((tile) =>
      tile["setting"] === edge["setting"] &&
      (edge["x"] === edge["x2"]
        ? tile["y"] === edge["y"] && (tile["x"] === edge["x"] || tile["x2"] === edge["x"])
        : tile["x"] === edge["x"] && (tile["y"] === edge["y"] || tile["y2"] === edge["y"]))
    );
    assert.deepEqual(beside.map((tile) => Number(tile["inputs"]) > Number(tile["outputs"])).toSorted(), [
      false,
      true,
    ]);
  }
});

Deno.test("tiles reach half way to the next size on the log scale", () => {
  const { data } = reductionMapChart.spec(rows, "wide") as unknown as {
    data: { values: Record<string, number>[] };
  };
  const tile = data.values.find(({ outputs, inputs }) => outputs === 4 && inputs === 4)!;
  assert.deepEqual([tile["x"], tile["x2"]], [1, 16], "4 and 64 meet at 16");
});

Deno.test("correlated sizes are in the map, and not among the paper's layers", () => {
  const correlated = records.map((record) => ({
    ...record,
    metrics: record.metrics.map((metric) => ({ ...metric, at: { ...metric.at, correlation: 0.9 } })),
  }));
  assert.equal(
    marksOf(whereItHelpsReport, reductionMapChart, correlated).length,
    marksOf(whereItHelpsReport, reductionMapChart, records).length,
  );
  assert.ok(marksOf(whereItHelpsReport, paperLayersChart, records).length > 0);
  assert.deepEqual(marksOf(whereItHelpsReport, paperLayersChart, correlated), []);
});
