import assert from "node:assert/strict";
import type { BenchRecord, Metric } from "../../store/mod.ts";
import { equalCostExperiment, type EqualCostSettings } from "./experiment.ts";
import { mean } from "../../stats/mod.ts";
import { runExperiment, valuesOf, withoutTimings } from "../shared/testing.ts";

const SETTINGS: EqualCostSettings = {
  models: ["vae1-narrow"],
  baseline: "rt",
  treatment: "r2g2",
  contenders: ["rt-antithetic", "r2g2-antithetic", "lrt-antithetic"],
  rounds: 30,
  pairs: 24,
  fewer: { "vae1-narrow": { rounds: 3 }, "vae1": { pairs: 2 } },
  batchSize: 10,
};

let records: readonly BenchRecord[] = [];
Deno.test.beforeAll(async () => {
  records = await runExperiment(equalCostExperiment, SETTINGS);
});

function cell(estimator: string, matched?: "time" | "flops"): BenchRecord {
  const found = records.filter((record) =>
    record.estimator === estimator && record.options["matched"] === matched
  );
  assert.equal(found.length, 1, `${found.length} cells of ${estimator} ${matched}`);
  return found[0]!;
}

const variance = (record: BenchRecord, block: string) => mean(valuesOf(record, { name: "variance", block }));
const flops = (record: BenchRecord, kind: string) => valuesOf(record, { name: "flops", at: { kind } })[0]!;
const names = (metrics: readonly Metric[]) => [...new Set(metrics.map(({ name }) => name))].toSorted();

Deno.test("baseline, treatment, contenders that the model has, and the baseline matched twice", () => {
  assert.deepEqual(
    records.map((
      { estimator, options },
    ) => [estimator, options["samples"], options["matched"], options["draws"]]),
    [
      ["rt", 1, undefined, undefined],
      ["r2g2", 1, undefined, undefined],
      ["rt-antithetic", 1, undefined, 2],
      ["r2g2-antithetic", 1, undefined, 2],
      ["rt", "matched to r2g2", "time", undefined],
      ["rt", "matched to r2g2", "flops", undefined],
    ],
  );
  assert.ok(records.every(({ status }) => status === "done"));
});

Deno.test("what the clock decides is a timing, what operations decide is a metric", () => {
  const found = ["gradient-time", "cost-ratio", "matched-samples", "variance"].toSorted();
  assert.deepEqual([names(cell("rt", "time").metrics), names(cell("rt", "time").timings)], [[], found]);
  assert.deepEqual(names(cell("rt", "flops").timings), ["gradient-time"]);
  assert.deepEqual(names(cell("rt", "flops").metrics), [
    "cost-ratio",
    "flops",
    "matched-samples",
    "variance",
  ]);
});

Deno.test("K draws matched in operations cost what the treatment does, to half a draw", () => {
  const [one, treatment, matched] = [cell("rt"), cell("r2g2"), cell("rt", "flops")];
  const [samples] = valuesOf(matched, { name: "matched-samples" });
  const perDraw = (flops(matched, "measured") - flops(one, "measured")) / (samples! - 1);
  assert.ok(samples! > 1, `${samples} draws`);
  const off = Math.abs(flops(matched, "measured") - flops(treatment, "measured"));
  assert.ok(off <= 0.51 * perDraw, `${off} operations off, ${perDraw} a draw`);
  const ratio = flops(treatment, "measured") / flops(one, "measured");
  assert.deepEqual(valuesOf(matched, { name: "cost-ratio" }), [ratio]);
  // The encoder runs once, so that more draws fit in than the ratio of single gradients says.
  assert.ok(samples! > ratio, `${samples} draws, ratio ${ratio}`);
  assert.ok(
    Math.abs(variance(matched, "mean") * samples! / variance(one, "mean") - 1) < 0.5,
    "K draws have 1/K of the variance",
  );
});

Deno.test("the estimators' formulas count the draws alone: a pair's are two, a treatment's more", () => {
  const [rt, r2g2, pair] = ["rt", "r2g2", "rt-antithetic"].map((name) => flops(cell(name), "analytic"));
  assert.equal(pair, 2 * rt!);
  assert.ok(r2g2! > rt! && rt! > 0);
  assert.ok(flops(cell("rt"), "measured") > rt!);
  assert.ok(flops(cell("rt-antithetic"), "measured") < 2 * flops(cell("rt"), "measured"));
});

Deno.test("a pair has less variance than one draw; all cells take turns on the clock", () => {
  for (const name of ["rt", "r2g2"]) {
    assert.ok(
      variance(cell(`${name}-antithetic`), "upstream") < 0.7 * variance(cell(name), "upstream"),
      name,
    );
  }
  assert.ok(variance(cell("r2g2"), "scale") < 0.8 * variance(cell("rt"), "scale"));
  for (const record of records) {
    const times = valuesOf(record, { name: "gradient-time" });
    assert.ok(times.length === 3 && times.every((time) => time > 0));
  }
});

Deno.test("the same seed gives the same metrics, another seed others", async () => {
  const small = { ...SETTINGS, contenders: ["rt-antithetic"], pairs: 2, rounds: 1 };
  const [first, again, other] = [
    await runExperiment(equalCostExperiment, small),
    await runExperiment(equalCostExperiment, small),
    await runExperiment(equalCostExperiment, small, { seed: 1 }),
  ];
  assert.deepEqual(withoutTimings(again!), withoutTimings(first!));
  assert.notDeepEqual(other![0]!.metrics, first![0]!.metrics);
});
