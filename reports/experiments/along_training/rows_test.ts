import assert from "node:assert/strict";
import type { BenchRecord } from "../../../bench/store/mod.ts";
import { fixtureRecord } from "../fixtures.ts";
import { candidatesOf, everythingAt } from "./candidates.ts";
import { alongTrainingRecords } from "./fixtures.ts";
import { alongTrainingRows } from "./rows.ts";

const near = (found: number, wanted: number, share = 0.15) =>
  assert.ok(Math.abs(found / wanted - 1) < share, `${found}, wanted ${wanted}`);

/** What the fixtures' generator says: share ¼, R2-G2's noise about a half. */
Deno.test("the fixtures' shares, noises and times come back, with their intervals", () => {
  const { places, contenders } = alongTrainingRows(alongTrainingRecords({}));
  const row = places.find(({ subject, step, norm }) =>
    subject === "vae1-narrow" && step === 300 && norm === "log-scale"
  )!;
  assert.deepEqual([row.seeds, row.processes, row.identical], [6, 10, false]);
  near(row.share!.value, 0.25);
  near(row.noise!.value, (1 + 1 / 20) / 2);
  assert.ok(row.share!.low < 0.25 && 0.25 < row.share!.high);
  // c (1 − s (1 − r)) in logs, at one draw, which is the best number where half of a step is shared.
  near(row.againstRt!.ratio.value, row.time!.value * (1 - row.share!.value * (1 - row.noise!.value)), 0.1);
  near(row.threshold!.value, (1 - 1 / row.time!.value) / (1 - row.noise!.value), 1e-9);
  const norms = places.filter(({ subject, step }) => subject === "vae1" && step === 0);
  assert.deepEqual(
    norms.map(({ norm }) => norm),
    ["log-scale"],
    "no scales of its own, no second moment at the start",
  );
  const lrt = contenders.find(({ subject, contender }) =>
    subject === "mlp-small" && contender.label === "LRT"
  )!;
  assert.ok(lrt.comparison.ratio.high < 0.9);
  assert.equal(places.find(({ subject }) => subject === "mlp-small")!.use.use, "LRT");
});

/** One cell with the same number for every minibatch. */
function cell(
  { estimator, samples, batch, seed, noise, data = 4 }: {
    estimator: string;
    samples: number;
    batch?: number;
    seed: number;
    noise: readonly number[];
    data?: number;
  },
): BenchRecord {
  const at = { step: 0, norm: "log-scale", dimension: 3 };
  const options = { measured: "variance", samples, batchSize: 80, ...(batch === undefined ? {} : { batch }) };
  return fixtureRecord({
    ...{ experiment: "along_training", model: "mlp", estimator, seed, options },
    metrics: [
      { name: "noise-variance", unit: "1", at, values: [...noise] },
      { name: "data-variance", unit: "1", at, values: [data, data] },
    ],
  });
}

function timed(estimator: string, samples: number, ms: number, batch?: number): BenchRecord[] {
  return [0, 1, 2, 3].map((process) =>
    fixtureRecord({
      ...{ experiment: "along_training", model: "mlp", estimator, seed: 0 },
      options: {
        measured: "time",
        samples,
        process,
        batchSize: 80,
        ...(batch === undefined ? {} : { batch }),
      },
      metrics: [{ name: "flops", unit: "flop", values: [10 * samples] }],
      timings: [{ name: "step-time", unit: "ms", values: [ms, ms + 1, ms + 50] }],
    })
  );
}

Deno.test("K independent draws have 1/K of the noise, a group that was measured its own, a minibatch of two half the data", () => {
  const seeds = [0, 1].flatMap((seed) => [
    cell({ estimator: "rt", samples: 1, seed, noise: [8, 16, 8, 16] }),
    cell({ estimator: "rt", samples: 1, batch: 2, seed, noise: [4, 8, 4, 8], data: 2 }),
    cell({ estimator: "rt-antithetic", samples: 2, seed, noise: [3, 3, 3, 3] }),
    cell({ estimator: "rt-sobol*4", samples: 4, seed, noise: [1, 1, 1, 1] }),
    // Biased: neither its data nor itself counts.
    cell({ estimator: "lrt-independent-positions", samples: 1, seed, noise: [1, 1, 1, 1], data: 400 }),
  ]);
  const records = [
    ...seeds,
    ...[1, 2, 4].flatMap((samples) => timed("rt", samples, 10 * samples)),
    ...timed("rt", 1, 15, 2),
    ...[2, 4].flatMap((samples) => timed("rt-antithetic", samples, 11 * samples)),
    ...timed("rt-sobol*4", 4, 41),
    ...timed("lrt-independent-positions", 1, 5),
  ];
  const found = everythingAt(records, { step: 0, norm: "log-scale" });
  assert.deepEqual([found.seeds, [...found.data.values()]], [[0, 1], [[4, 4], [4, 4]]]);
  const all = candidatesOf(found, ({ unbiased }) => unbiased).map((candidate) => [
    candidate.contender,
    candidate.samples,
    candidate.noise[1],
    candidate.data[1],
    candidate.times,
  ]);
  const four = (ms: number) => [ms, ms, ms, ms];
  assert.deepEqual(all, [
    ["RT", 1, [8, 16], [4, 4], four(11)],
    ["RT", 2, [4, 8], [4, 4], four(21)],
    ["RT", 4, [2, 4], [4, 4], four(41)],
    ["RT, 2 × minibatch", 1, [4, 8], [2, 2], four(16)],
    ["RT, antithetic", 2, [3, 3], [4, 4], four(23)],
    ["RT, antithetic", 4, [1.5, 1.5], [4, 4], four(45)],
    ["RT, Sobol", 4, [1, 1], [4, 4], four(42)],
  ]);
  assert.deepEqual(candidatesOf(found, ({ label }) => label === "RT", "flops").map(({ times }) => times), [
    four(10),
    four(20),
    four(40),
  ]);
});

Deno.test("one seed, or three processes, judge nothing; R2-G2 that is RT to the bit is not recommended", () => {
  const both = (seed: number) =>
    ["rt", "r2g2"].map((estimator) => cell({ estimator, samples: 1, seed, noise: [8, 16, 8, 16] }));
  const times = [...timed("rt", 1, 10), ...timed("r2g2", 1, 5)];
  const few = alongTrainingRows([...both(0), ...times]).places[0]!;
  assert.deepEqual([few.againstRt, few.share, few.use.use], [undefined, undefined, "not measured"]);
  const slow = times.filter(({ options }) => Number(options["process"]) < 3);
  assert.equal(alongTrainingRows([...both(0), ...both(1), ...slow]).places[0]!.againstRt, undefined);
  const same = alongTrainingRows([...both(0), ...both(1), ...times]).places[0]!;
  assert.ok(same.identical && same.againstRt!.ratio.high < 0.9, "half the time by chance");
  assert.equal(same.use.use, "RT");
});
