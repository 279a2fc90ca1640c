import assert from "node:assert/strict";
import { layerChoiceChart } from "./chart.ts";
import { fixtureRecords } from "../fixtures.ts";
import { captionOf, findingsOf, marksOf } from "../testing.ts";
import { layerChoiceReport } from "./index.ts";

const text = (options: { gain: number; costRatio: number }) =>
  findingsOf(layerChoiceReport, fixtureRecords({ only: ["layer_choice"], ...options })).join(
    "\n",
  );

Deno.test("a placement is repaid where its variance × time is below RT's, and only there", () => {
  const found = text({ gain: 20, costRatio: 1.6 });
  assert.match(
    found,
    /mlp-small, upstream: .* repaid in bottom 0\.0\d+ .* and all 0\.0\d+ .*; not repaid in top 1\.[56]/,
  );
  assert.match(
    text({ gain: 2, costRatio: 5 }),
    /mlp-small, upstream: .* not repaid in bottom 2\.\d+ .*, top .* and all/,
  );
});

Deno.test("layers add up before the ratio is taken: an unchanged mean dilutes the parameters' gain", () => {
  const found = text({ gain: 1000, costRatio: 1 });
  assert.match(found, /mlp-small, parameters: .* repaid in bottom 0\.[01]\d*/);
  assert.match(found, /mlp-small, scale: .* repaid in bottom (0\.001|9\.\d+e−4|0\.00[01]\d*)/);
});

Deno.test("models with one layer to treat share a line, and leave the figure to the others", () => {
  const records = fixtureRecords({ only: ["layer_choice"], gain: 1, costRatio: 1 });
  const single = records.filter(({ options }) => ["none", "all"].includes(String(options["placement"])))
    .map((record) => ({ ...record, model: "vae1" }));
  const found = findingsOf(layerChoiceReport, [...records, ...single]);
  assert.equal(found.length, 4, found.join("\n"));
  assert.match(
    found[3]!,
    /^vae1: one layer to treat; no difference in it \(variance × time .* of RT's over blocks\)\.$/,
  );
  const drawn = marksOf(layerChoiceReport, layerChoiceChart, [...records, ...single]);
  assert.deepEqual([...new Set(drawn.map(({ subject }) => subject))], ["mlp-small"]);
  assert.match(
    captionOf(layerChoiceReport, layerChoiceChart, records),
    /^Least variance of the parameters at equal time: mlp-small \w+ \(/,
  );
});
