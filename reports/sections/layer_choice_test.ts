import assert from "node:assert/strict";
import { plainText } from "../html/document.ts";
import { fixtureRecords } from "../testing/fixtures.ts";
import { layerChoiceSection } from "./layer_choice.ts";

const text = (options: { gain: number; costRatio: number }) =>
  layerChoiceSection.findings(fixtureRecords({ only: ["layer_choice"], ...options })).map(plainText).join(
    "\n",
  );

Deno.test("a placement is repaid where its variance × time is below RT's, and only there", () => {
  const found = text({ gain: 20, costRatio: 1.6 });
  assert.match(
    found,
    /mlp-small, upstream: .* Repaid in: bottom 0\.0\d+ .* and all 0\.0\d+ .*; Not repaid in: top 1\.[56]/,
  );
  assert.match(
    text({ gain: 2, costRatio: 5 }),
    /mlp-small, upstream: .* Not repaid in: bottom 2\.\d+ .*, top .* and all/,
  );
});

Deno.test("layers add up before the ratio is taken: an unchanged mean dilutes the parameters' gain", () => {
  const found = text({ gain: 1000, costRatio: 1 });
  assert.match(found, /mlp-small, parameters: .* Repaid in: bottom 0\.[01]\d*/);
  assert.match(found, /mlp-small, scale: .* Repaid in: bottom (0\.001|9\.\d+e−4|0\.00[01]\d*)/);
});
