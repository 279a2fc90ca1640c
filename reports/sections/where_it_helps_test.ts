import assert from "node:assert/strict";
import { reductionRows } from "../analysis/where_it_helps.ts";
import { plainText } from "../html/document.ts";
import { fixtureRecords } from "../testing/fixtures.ts";
import { whereItHelpsSection } from "./where_it_helps.ts";

const only = ["where_it_helps"];
const text = (gain: number) =>
  whereItHelpsSection.findings(fixtureRecords({ only, gain })).map(plainText).join("\n");

Deno.test("reductions are RT over R2-G2 of the same noise, next to the stored prediction", () => {
  const rows = reductionRows(fixtureRecords({ only, gain: 1000 }));
  assert.equal(rows.length, 2 * 4 * 2, "two settings, four sizes, two blocks: the mean is left out");
  for (const { predicted, reduction } of rows) {
    assert.ok(Math.abs(reduction.value / predicted - 1) < 1e-9);
  }
});

Deno.test("the finding follows the records: as predicted, or no gain anywhere", () => {
  assert.match(text(1000), /Equal scales, uncorrelated: in 2 of 2 sizes with n > m .* agrees/);
  assert.match(text(1000), /VAE 50→200 1 \(predicted 1\)/);
  assert.match(text(1), /Equal scales, uncorrelated: in 0 of 2 sizes/);
  assert.match(text(1), /Upstream: less variance beyond the interval in 0 of 4 cases/);
});
