import assert from "node:assert/strict";
import type { BenchRecord } from "../../bench/store/mod.ts";
import { type FixtureOptions, fixtureRecord, fixtureRecords } from "../experiments/fixtures.ts";
import { CLAIMS, judgeClaims, type Judgement, type Verdict } from "./registry.ts";

function judgement(id: string, records: readonly BenchRecord[]): Judgement {
  const claim = judgeClaims(records).find((candidate) => candidate.id === id);
  assert.ok(claim, `no claim ${id}`);
  return claim.judgement;
}

function verdict(id: string, records: readonly BenchRecord[]): Verdict {
  const { verdict, evidence } = judgement(id, records);
  assert.ok(evidence.length > 10 && evidence.endsWith("."), `evidence of ${id}: ${evidence}`);
  return verdict;
}

Deno.test("nothing is decided without records, and every claim says what to run", () => {
  for (const { judgement, rule, command, source } of judgeClaims([])) {
    assert.equal(judgement.verdict, "not decided");
    assert.match(command, /^deno task bench --suite /);
    assert.ok(rule.length > 50 && source.length > 10);
  }
  assert.equal(new Set(CLAIMS.map(({ id }) => id)).size, CLAIMS.length);
});

Deno.test.each<[string, string, FixtureOptions, Verdict]>([
  ["unbiased", "unbiasedness", {}, "holds"],
  ["unbiased", "unbiasedness", { bias: 3 }, "does not hold"],
  ["unbiased", "unbiasedness", { controlsWrong: false }, "not decided"],
  ["variance-at-most-rt", "gradient_variance", {}, "holds"],
  ["variance-at-most-rt", "gradient_variance", { gain: 0.1 }, "does not hold"],
  ["variance-at-most-rt", "gradient_variance", { gain: 0.34, pairs: 6 }, "does not hold"],
  ["lrt-is-an-instance", "gradient_variance", { pairs: 600 }, "holds"],
  ["lrt-is-an-instance", "gradient_variance", { pairs: 6 }, "not decided"],
  ["bnn-top-and-bottom", "gradient_variance", { pairs: 200 }, "holds"],
  ["bnn-top-and-bottom", "gradient_variance", { gain: 0.01 }, "does not hold"],
  ["one-layer-vae", "gradient_variance", {}, "holds"],
  ["conv-layers", "gradient_variance", {}, "not decided"],
  ["twenty-minutes-more", "cost", {}, "holds"],
  ["twenty-minutes-more", "cost", { slowness: 1000 }, "does not hold"],
  ["hierarchical-vae-bounds", "replication", { steps: 300 }, "not decided"],
  ["hierarchical-vae-bounds", "replication", { steps: 100_000, seeds: 1, boundGain: -2 }, "not decided"],
  ["hierarchical-vae-bounds", "replication", { steps: 100_000, seeds: 12 }, "holds"],
  ["hierarchical-vae-bounds", "replication", { steps: 100_000, seeds: 12, boundGain: -2 }, "does not hold"],
  ["hierarchical-vae-bounds", "training", { steps: 300 }, "not decided"],
  ["hierarchical-vae-bounds", "training", { steps: 20_000, seeds: 12 }, "holds"],
  ["hierarchical-vae-bounds", "training", { steps: 20_000, seeds: 12, boundGain: -2 }, "does not hold"],
  ["hierarchical-vae-bounds", "training", { steps: 20_000, seeds: 3 }, "not decided"],
])("%s from %s with %j: %s", (id, experiment, options, expected) => {
  assert.equal(verdict(id, fixtureRecords({ ...options, only: [experiment] })), expected);
});

Deno.test("LRT with another variance than R2-G2's is no instance of it", () => {
  const records = fixtureRecords({ only: ["gradient_variance"] }).map((record) =>
    record.estimator !== "lrt" ? record : {
      ...record,
      metrics: record.metrics.map((metric) => ({ ...metric, values: metric.values.map((v) => 2 * v) })),
    }
  );
  assert.equal(verdict("lrt-is-an-instance", records), "does not hold");
});

Deno.test("a one-layer VAE in which R2-G2 trains far better contradicts the claim", () => {
  const records = fixtureRecords({ only: ["training"], steps: 20_000, seeds: 12 }).map((record) =>
    record.estimator !== "r2g2" || record.model !== "vae1" ? record : {
      ...record,
      metrics: record.metrics.map((metric) => ({ ...metric, values: metric.values.map((v) => v + 5) })),
    }
  );
  assert.equal(verdict("one-layer-vae", records), "does not hold");
});

Deno.test("models of other sizes and other batches do not decide the cost of the paper's training", () => {
  const records = fixtureRecords({ only: ["cost"] });
  assert.equal(
    verdict("twenty-minutes-more", records.filter(({ model }) => model === "mlp-small")),
    "not decided",
  );
  const small = records.map((record) => ({ ...record, options: { batchSize: 20 } }));
  assert.equal(verdict("twenty-minutes-more", small), "not decided");
});

Deno.test.each<[Record<string, number>, Verdict]>([
  [{ conv1: 1, conv4: 1, conv5: 0.3, conv6: 0.3, conv7: 0.2, conv8: 0.1 }, "holds"],
  [{ conv5: 0.3, conv8: 1.5 }, "does not hold"],
  [{ conv5: 0.3, conv8: 1 }, "not decided"],
  [{ conv1: 0.1, dense1: 0.1 }, "not decided"],
])("convolutions with ratios %j: %s", (ratios, expected) => {
  const cell = (estimator: string) =>
    fixtureRecord({
      ...{ experiment: "gradient_variance", model: "cnn-small", estimator },
      metrics: Object.entries(ratios).flatMap(([layer, ratio]) =>
        ["mean", "scale"].map((block) => ({
          ...{ name: "variance", unit: "1", layer, block, at: { step: 0 } },
          values: [1, 1.1, 0.9, 1.05, 1, 0.95].map((value, i) =>
            estimator === "rt" ? value : ratio * value * (1 + 0.05 * Math.sin(3 * i))
          ),
        }))
      ),
    });
  assert.equal(verdict("conv-layers", [cell("rt"), cell("r2g2")]), expected);
});

Deno.test.each<[number, Verdict]>([[0.2, "holds"], [5, "does not hold"], [1, "not decided"]])(
  "top layers only, with %s of the variance × time: %s",
  (ratio, expected) => {
    const cell = (placement: string, factor: number) =>
      fixtureRecord({
        experiment: "layer_choice",
        model: "mlp",
        estimator: placement === "none" ? "rt" : "r2g2",
        options: { placement },
        metrics: ["mean", "scale"].map((block) => ({
          ...{ name: "variance", unit: "1", layer: "dense1", block, at: { step: 0 } },
          values: [1, 1.2, 0.9, 1.1, 1, 0.8].map((value, i) =>
            factor * value * (1 + 0.1 * Math.sin(factor * i))
          ),
        })),
        timings: [{ name: "gradient-time", unit: "ms", values: [10, 11, 10, 12, 10, 11] }],
      });
    assert.equal(verdict("practical-in-top-layers", [cell("top", ratio), cell("none", 1.001)]), expected);
  },
);

Deno.test.each<[string, string, FixtureOptions, RegExp]>([
  [
    "variance-at-most-rt",
    "gradient_variance",
    {},
    /^None of \d+ ratios is above 1 beyond chance; of the sums over layers .* exactly RT's/,
  ],
  [
    "variance-at-most-rt",
    "gradient_variance",
    { gain: 0.1 },
    /above 1: mlp-small, dense1, scale at step 0: \S+ \[\S+\s\S+\] of RT's/,
  ],
  ["unbiased", "unbiasedness", {}, /smallest p = [\d.]+ after Holm's correction; /],
  [
    "bnn-top-and-bottom",
    "gradient_variance",
    {},
    /mlp-small, dense1: .* of RT's and .* of RT per example's; /,
  ],
  [
    "lrt-is-an-instance",
    "gradient_variance",
    { pairs: 600 },
    /^None of \d+ ratios differs from 1; .* farthest from 1 is \S+ \[/,
  ],
])("evidence of %s from %s with %j reads well", (id, experiment, options, wanted) => {
  assert.match(judgement(id, fixtureRecords({ ...options, only: [experiment] })).evidence, wanted);
});

Deno.test("LRT that is R2-G2 to the last bit is within rounding of it", () => {
  const records = fixtureRecords({ only: ["gradient_variance"] });
  const own = records.filter(({ estimator, model }) => estimator === "r2g2" && model.startsWith("mlp"));
  const { verdict, evidence } = judgement("lrt-is-an-instance", [
    ...own,
    ...own.map((record) => ({ ...record, estimator: "lrt" })),
  ]);
  assert.equal(verdict, "holds");
  assert.match(
    evidence,
    /^None of \d+ ratios differs from 1; the sums over layers are all within rounding of 1\.$/,
  );
});

Deno.test("the evidence on layers tells the scale's gradient alone, which the mean's variance can hide", () => {
  const records = fixtureRecords({ only: ["gradient_variance"], gain: 1000, pairs: 200 });
  const { evidence } = judgement("bnn-top-and-bottom", records);
  const [, low] = /; the scale's gradient alone: (\S+)( to \S+)?\.$/.exec(evidence)!;
  assert.ok(Number(low!.replace("−", "-")) < 0.1, evidence);
});
