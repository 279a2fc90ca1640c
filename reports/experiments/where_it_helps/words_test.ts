import assert from "node:assert/strict";
import { reductionRows } from "./rows.ts";
import { fixtureRecords } from "../fixtures.ts";
import { findingsOf } from "../testing.ts";
import { whereItHelpsReport } from "./index.ts";

const only = ["where_it_helps"];
const text = (gain: number) => findingsOf(whereItHelpsReport, fixtureRecords({ only, gain })).join("\n");

Deno.test("reductions are RT over R2-G2 of the same noise, next to the stored prediction", () => {
  const rows = reductionRows(fixtureRecords({ only, gain: 1000 }));
  assert.equal(rows.length, 2 * 4 * 2, "two settings, four sizes, two blocks: the mean is left out");
  for (const { predicted, reduction } of rows) {
    assert.ok(Math.abs(reduction.value / predicted - 1) < 1e-9);
  }
});

Deno.test("the finding follows the records: as predicted, or no gain anywhere", () => {
  assert.match(
    text(1000),
    /Scale block, n > m: R2-G2 divides the variance by 16; within a factor of 2 .* in 2 of 2 cases/,
  );
  assert.match(text(1000), /Both blocks, n ≤ m: exactly RT's variance in all \d+ cases/);
  assert.match(text(1000), /in VAE 50→200 \(n = 50\) by 1 of 1 predicted/);
  assert.match(text(1), /within a factor of 2 of n \/ min\(m, n\) in 0 of 2 cases/);
  assert.match(text(1), /Upstream, n > m: .* by more than 1 beyond the interval in 0 of 4 cases/);
});
