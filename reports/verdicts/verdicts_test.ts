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
  const { verdict, evidence, scope, missing } = judgement(id, records);
  assert.ok(evidence.length > 10 && evidence.endsWith("."), `evidence of ${id}: ${evidence}`);
  assert.equal(scope === "", missing === true, `scope of ${id}: ${scope}`);
  return verdict;
}

Deno.test("nothing is decided without records, and every claim says what to run", () => {
  for (const { judgement, rule, command, source } of judgeClaims([])) {
    assert.deepEqual([judgement.verdict, judgement.missing, judgement.scope], ["not measured", true, ""]);
    assert.match(command, /^deno task bench --suite /);
    assert.ok(rule.length > 50 && source.length > 10);
  }
  assert.equal(new Set(CLAIMS.map(({ id }) => id)).size, CLAIMS.length);
});

Deno.test.each<[string, string, FixtureOptions, Verdict]>([
  ["unbiased", "unbiasedness", {}, "holds"],
  ["unbiased", "unbiasedness", { bias: 3 }, "does not hold"],
  ["unbiased", "unbiasedness", { controlsWrong: false }, "inconclusive"],
  ["variance-at-most-rt", "gradient_variance", {}, "holds"],
  ["variance-at-most-rt", "gradient_variance", { gain: 0.1 }, "does not hold"],
  ["variance-at-most-rt", "gradient_variance", { gain: 0.34, pairs: 6 }, "does not hold"],
  ["lrt-is-an-instance", "gradient_variance", { pairs: 600 }, "holds"],
  ["lrt-is-an-instance", "gradient_variance", { pairs: 6 }, "inconclusive"],
  ["bnn-top-and-bottom", "gradient_variance", { pairs: 200, places: 5 }, "holds"],
  ["bnn-top-and-bottom", "gradient_variance", { pairs: 200, places: 2 }, "not measured"],
  ["bnn-top-and-bottom", "gradient_variance", { pairs: 3, places: 3 }, "inconclusive"],
  ["bnn-top-and-bottom", "gradient_variance", { gain: 0.01, places: 5 }, "does not hold"],
  ["one-layer-vae", "gradient_variance", {}, "holds"],
  ["conv-layers", "gradient_variance", {}, "not measured"],
  ["twenty-minutes-more", "cost", {}, "not measured"],
  ["twenty-minutes-more", "replication", {}, "does not hold"],
  ["hierarchical-vae-bounds", "replication", { steps: 300 }, "not measured"],
  ["hierarchical-vae-bounds", "replication", { steps: 100_000, seeds: 1, boundGain: -2 }, "not measured"],
  ["hierarchical-vae-bounds", "replication", { steps: 100_000, seeds: 12, boundGain: 1 }, "holds"],
  ["hierarchical-vae-bounds", "replication", { steps: 100_000, seeds: 12, boundGain: -2 }, "does not hold"],
  ["hierarchical-vae-bounds", "replication", { steps: 10_000, seeds: 12, boundGain: -2 }, "not reproduced"],
  ["hierarchical-vae-bounds", "training", { steps: 300 }, "not measured"],
  ["hierarchical-vae-bounds", "training", { steps: 20_000, seeds: 12, boundGain: 1 }, "holds"],
  ["hierarchical-vae-bounds", "training", { steps: 20_000, seeds: 12, boundGain: -2 }, "not reproduced"],
  ["hierarchical-vae-bounds", "training", { steps: 20_000, seeds: 3, boundGain: 0.6 }, "inconclusive"],
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
  const records = (steps: number) =>
    fixtureRecords({ only: ["training"], steps, seeds: 12 }).map((record) =>
      record.estimator !== "r2g2" || record.model !== "vae1" ? record : {
        ...record,
        metrics: record.metrics.map((metric) => ({ ...metric, values: metric.values.map((v) => v + 5) })),
      }
    );
  assert.equal(verdict("one-layer-vae", records(100_000)), "does not hold");
  assert.equal(verdict("one-layer-vae", records(20_000)), "not reproduced");
});

/** Records of the authors' speeds, steps a second of R2-G2 and of RT by model. */
function speeds(published: Record<string, readonly [number, number]>): BenchRecord[] {
  return Object.entries(published).flatMap(([model, pair]) =>
    ["r2g2", "rt"].map((estimator, i) =>
      fixtureRecord({
        ...{ experiment: "replication", model, estimator, options: { part: "speed" } },
        metrics: [{
          ...{ name: "published", unit: "1/s", values: [pair[i] as number] },
          at: { figure: "steps-per-second", estimator },
        }],
        timings: [{ name: "step-time", unit: "ms", values: [10, 11, 10, 10] }],
      })
    )
  );
}

Deno.test("the authors' speeds decide what training costs on their machine; ours are a second line", () => {
  const fast = fixtureRecords({ only: ["cost"], slowness: 1000 });
  const { verdict, detail, evidence, scope } = judgement("twenty-minutes-more", [
    ...fast,
    ...speeds({ mlp: [13.57, 10.52], vae2: [20.22, 78.72], vae3: [17.11, 48.41] }),
  ]);
  assert.equal(verdict, "mixed");
  assert.equal(detail, "holds for mlp; does not hold for vae2 and vae3");
  assert.match(
    evidence,
    /^By the authors' speeds: mlp −5\.34, vae2 61\.3, vae3 63 minutes more\. On this machine: /,
  );
  assert.match(scope, /^mlp, vae2, vae3; the paper's steps; the authors' V100; digits$/);
});

Deno.test("models of other sizes and other batches are no second line", () => {
  const records = fixtureRecords({ only: ["cost"] });
  const evidence = (own: readonly BenchRecord[]) => judgement("twenty-minutes-more", own).evidence;
  assert.match(evidence(records), /On this machine: vae1 /);
  assert.doesNotMatch(evidence(records.filter(({ model }) => model === "mlp-small")), /On this machine/);
  const small = records.map((record) => ({ ...record, options: { batchSize: 20 } }));
  assert.doesNotMatch(evidence(small), /On this machine/);
});

Deno.test.each<[Record<string, number>, Verdict]>([
  [{ conv1: 1, conv4: 1, conv5: 0.3, conv6: 0.3, conv7: 0.2, conv8: 0.1 }, "holds"],
  [{ conv5: 0.3, conv8: 1.5 }, "mixed"],
  [{ conv5: 1, conv8: 1.5 }, "does not hold"],
  [{ conv5: 0.3, conv8: 0.9 }, "inconclusive"],
  [{ conv1: 0.1, dense1: 0.1 }, "not measured"],
])("convolutions with ratios %j: %s", (ratios, expected) => {
  const cell = (estimator: string, seed: number) =>
    fixtureRecord({
      ...{ experiment: "gradient_variance", model: "cnn-small", estimator, seed },
      metrics: Object.entries(ratios).flatMap(([layer, ratio]) =>
        ["mean", "scale"].map((block) => ({
          ...{ name: "variance", unit: "1", layer, block, at: { step: 0 } },
          values: [1, 1.1, 0.9, 1.05, 1, 0.95].map((value, i) =>
            estimator === "rt" ? value : ratio * value * (1 + 0.05 * Math.sin(3 * i + seed))
          ),
        }))
      ),
    });
  const records = [0, 1, 2, 3].flatMap((seed) => [cell("rt", seed), cell("r2g2", seed)]);
  assert.equal(verdict("conv-layers", records), expected);
});

Deno.test.each<[number, Verdict]>([[0.2, "holds"], [5, "does not hold"], [1, "does not hold"], [
  0.9,
  "inconclusive",
]])(
  "top layers only, with %s of the variance × time: %s",
  (ratio, expected) => {
    const cell = (placement: string, { factor, seed }: { factor: number; seed: number }) =>
      fixtureRecord({
        seed,
        experiment: "layer_choice",
        model: "mlp",
        estimator: placement === "none" ? "rt" : "r2g2",
        options: { placement },
        metrics: ["mean", "scale"].map((block) => ({
          ...{ name: "variance", unit: "1", layer: "dense1", block, at: { step: 0 } },
          values: [1, 1.2, 0.9, 1.1, 1, 0.8].map((value, i) =>
            factor * value * (1 + 0.02 * Math.sin(factor * i + seed))
          ),
        })),
        timings: [{ name: "gradient-time", unit: "ms", values: [10, 11, 10, 12, 10, 11] }],
      });
    const records = [0, 1, 2, 3].flatMap((seed) => [
      cell("top", { factor: ratio, seed }),
      cell("none", { factor: 1.001, seed }),
    ]);
    assert.equal(verdict("practical-in-top-layers", records), expected);
    assert.equal(verdict("practical-in-top-layers", records.slice(0, 4)), "not measured", "two seeds");
  },
);

Deno.test.each<[string, string, FixtureOptions, RegExp]>([
  [
    "variance-at-most-rt",
    "gradient_variance",
    {},
    /^None of \d+ ratios is above 1.05 beyond chance; of the sums over layers .* exactly RT's/,
  ],
  [
    "variance-at-most-rt",
    "gradient_variance",
    { gain: 0.1 },
    /above 1.05: mlp-small, dense1, scale at step 0: \S+ \[\S+\s\S+\] of RT's/,
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
    /^None of \d+ ratios differs from 1 by a tenth; .* farthest from 1 is \S+ \[/,
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
    /^None of \d+ ratios differs from 1 by a tenth; the sums over layers are all within rounding of 1\.$/,
  );
});

Deno.test("the evidence on layers tells the scale's gradient alone, which the mean's variance can hide", () => {
  const records = fixtureRecords({ only: ["gradient_variance"], gain: 1000, pairs: 200 });
  const { evidence } = judgement("bnn-top-and-bottom", records);
  const [, low] = /; the scale's gradient alone: (\S+)( to \S+)?\.$/.exec(evidence)!;
  assert.ok(Number(low!.replace("−", "-")) < 0.1, evidence);
});
