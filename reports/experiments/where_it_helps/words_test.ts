import assert from "node:assert/strict";
import { reductionRows } from "./rows.ts";
import { fixtureRecord, fixtureRecords } from "../fixtures.ts";
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

Deno.test("several seeds make one row of a place, of their traces together; a seed that one side lacks is left out", () => {
  const at = { outputs: 1, inputs: 4, spread: 1, correlation: 0 };
  const record = (estimator: string, seed: number, values: number[]) =>
    fixtureRecord({
      ...{ experiment: "where_it_helps", model: "quadratic-site", estimator, seed },
      metrics: [
        { name: "variance", unit: "1", block: "scale", at, values },
        ...(estimator === "rt" ? [] : [{ name: "predicted-reduction", unit: "1", at, values: [4] }]),
      ],
    });
  const [row, ...others] = reductionRows([
    ...[record("rt", 0, [2, 4]), record("rt", 1, [6, 8]), record("rt", 2, [1000, 1000])],
    ...[record("r2g2", 0, [1, 1]), record("r2g2", 1, [1, 2])],
  ]);
  assert.deepEqual([others.length, row?.predicted], [0, 4]);
  const { value } = row!.reduction;
  assert.ok(value > 3 && value < 14 / 3, `between the ratios of the two seeds: ${value}`);
});
