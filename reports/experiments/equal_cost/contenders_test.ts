import assert from "node:assert/strict";
import { fixtureRecords } from "../fixtures.ts";
import { ALL_LAYERS, PARAMETERS } from "../../analysis/gradient_parts.ts";
import { contenderKind, contenderLabel } from "./contenders.ts";
import { equalCostRows } from "./rows.ts";

const records = fixtureRecords({ only: ["equal_cost"], pairs: 600, gain: 20, costRatio: 1.6 });
const near = (value: number | undefined, truth: number, tolerance = 0.15) =>
  assert.ok(Math.abs((value ?? NaN) / truth - 1) < tolerance, `${value} is not ${truth}`);

Deno.test("K of equal time and K of equal operations are two comparisons, each in its own currency", () => {
  const rows = equalCostRows(records).comparisons.filter(({ subject, layer, block }) =>
    subject === "vae1-narrow" && layer === ALL_LAYERS && block === "upstream"
  );
  const [single, time, flops] = ["no", "time", "flops"].map((kind) =>
    rows.find((row) => row.matching === kind)!
  );
  assert.deepEqual([single!, time!, flops!].map(({ samples }) => samples), [1, 2, 3]);
  assert.deepEqual([single!, time!, flops!].map(({ matched }) => matched), [false, true, false]);
  near(time!.work?.value, 1.6 / 20);
  near(flops!.work?.value, 3 / 20);
  assert.equal(flops!.flops, 1, "three draws of RT take R2-G2's operations");
  near(single!.breakEven?.value, 20);
  assert.ok(
    single!.breakEven!.low < single!.breakEven!.value && single!.breakEven!.value < single!.breakEven!.high,
  );
});

Deno.test("every contender is measured against RT with one sample", () => {
  const rows = equalCostRows(records).contenders.filter(({ subject, block }) =>
    subject === "vae1-narrow" && block === "upstream"
  );
  assert.deepEqual(
    rows.map(contenderLabel),
    ["R2-G2", "R2-G2, antithetic", "RT × 3, equal FLOPs", "RT × 2, equal time", "RT, antithetic"],
  );
  assert.deepEqual(
    rows.map(contenderKind),
    ["R2-G2", "R2-G2, antithetic", "RT × K, FLOPs", "RT × K, time", "RT, antithetic"],
  );
  const of = (estimator: string) => rows.find((row) => row.estimator === estimator && row.matching === "no");
  near(of("r2g2")?.timeWork?.value, 1.6 / 20);
  near(of("r2g2")?.flopsWork?.value, 3 / 20);
  near(of("rt-antithetic")?.variance.value, 1 / 2);
  near(of("rt-antithetic")?.flopsWork?.value, 1);
});

Deno.test("stores without the newer cells have the older comparison, and no other", () => {
  const old = records.filter(({ options, estimator }) =>
    options["matched"] !== "flops" && !estimator.endsWith("-antithetic")
  ).map(({ options: { matched: _, ...options }, ...record }) => ({ ...record, options }));
  const rows = equalCostRows(old).comparisons.filter(({ subject, layer, block }) =>
    subject === "vae1-narrow" && layer === ALL_LAYERS && block === PARAMETERS
  );
  assert.deepEqual(rows.map(({ matching, samples }) => [matching, samples]), [["no", 1], ["time", 2]]);
});
