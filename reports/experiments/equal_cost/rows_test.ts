import assert from "node:assert/strict";
import { ALL_LAYERS, PARAMETERS } from "../../analysis/gradient_parts.ts";
import { fixtureRecords } from "../fixtures.ts";
import { equalCostRows } from "./rows.ts";

const only = ["equal_cost"];

Deno.test("the fixtures' known gains come back", () => {
  const { comparisons } = equalCostRows(fixtureRecords({ only, pairs: 60, gain: 20, costRatio: 1.6 }));
  const own = comparisons.filter((row) =>
    row.subject === "mlp-small" && row.block === "upstream" && row.layer === ALL_LAYERS
  );
  const [matched, single] = [own.find((row) => row.matched)!, own.find((row) => row.single)!];
  assert.ok(Math.abs(60 / 1.6 * matched.work!.value - 1) < 0.25);
  assert.ok(Math.abs(60 * single.variance.value - 1) < 0.2);
  assert.equal(matched.samples, 2);
});

Deno.test("RT matched to R2-G2 may have one sample, and is not pooled with RT's own cell", () => {
  const { comparisons } = equalCostRows(fixtureRecords({ only, pairs: 6, costRatio: 1.1 }));
  const total = comparisons.filter((row) =>
    row.subject === "mlp-small" && row.block === PARAMETERS && row.layer === ALL_LAYERS &&
    row.matching !== "flops"
  );
  assert.deepEqual(total.map(({ samples, single, matched }) => [samples, single, matched]).sort(), [[
    1,
    false,
    true,
  ], [1, true, false]]);
});

Deno.test("RT matched with one sample stands beside RT, which is what it is compared with", () => {
  const { contenders } = equalCostRows(fixtureRecords({ only, pairs: 6, costRatio: 1.1 }));
  const own = contenders.filter(({ subject, block, estimator }) =>
    subject === "mlp-small" && block === PARAMETERS && estimator === "rt"
  );
  assert.deepEqual(own.map(({ samples, matching }) => [samples, matching]).sort(), [[1, "time"], [
    3,
    "flops",
  ]]);
});
