import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { compare, rowOf } from "./compare.ts";
import { peerModels, stepsOf } from "./steps.ts";
import { torchOf } from "./torch.ts";
import type { PeerStepSpec } from "./types.ts";

const which = { name: "vae1", estimator: "rt", index: 0 };

Deno.test("each side counts at its faster thread count, and rounds are resampled together", () => {
  const ours = [{ threads: 1, ms: [2, 4, 3, 2, 4] }, { threads: 2, ms: [5, 5, 5, 1, 5] }];
  const theirs = [{ threads: 1, ms: [9, 9, 9, 9, 9] }, { threads: 2, ms: [4, 8, 6, 4, 8] }];
  const { ms, threads, peer } = rowOf(which, [ours, theirs]);
  assert.deepEqual([ms, threads, peer?.ms, peer?.threads, peer?.ratio], [3, 1, 6, 2, 0.5]);
  // Every round has the ratio one half: paired resampling cannot give another.
  assert.deepEqual(peer?.interval, [0.5, 0.5]);
  const noisy = rowOf(which, [[{ threads: 1, ms: [2, 2, 2, 2] }], [{ threads: 1, ms: [1, 2, 4, 8] }]]);
  const [lower, upper] = noisy.peer?.interval ?? [NaN, NaN];
  assert.ok(lower < noisy.peer!.ratio && noisy.peer!.ratio < upper, `${lower} ${noisy.peer!.ratio} ${upper}`);
});

Deno.test("few rounds give a ratio without an interval, and no other side none", () => {
  const one = rowOf(which, [[{ threads: 1, ms: [2] }], [{ threads: 1, ms: [4] }]]);
  assert.deepEqual(one.peer, { ms: 4, threads: 1, ratio: 0.5 });
  assert.deepEqual(rowOf(which, [[{ threads: 1, ms: [2] }], []]), {
    model: "vae1",
    estimator: "rt",
    ms: 2,
    threads: 1,
  });
  assert.throws(() => rowOf(which, [[], []]), /no timing of vae1 rt/);
});

/** A step that counts its calls, interleaved with others. */
function counting(estimator: string, log: string[]): PeerStepSpec {
  return {
    name: "vae1",
    estimator,
    build() {
      log.push(`build ${estimator}`);
      return {
        name: "vae1",
        estimator,
        step: () => Promise.resolve(void log.push(`step ${estimator}`)),
        dispose: () => void log.push(`dispose ${estimator}`),
      };
    },
  };
}

Deno.test("sides and estimators take turns, and every model is freed", async () => {
  const log: string[] = [];
  const steps = [counting("rt", log), counting("r2g2", log)];
  const rows = await compare({ steps, seconds: 1e-9, rounds: 3, threads: [1, 2], blas: "off" });
  assert.deepEqual(rows.map(({ estimator, peer }) => [estimator, peer]), [["rt", undefined], [
    "r2g2",
    undefined,
  ]]);
  const turns = log.filter((entry) => !entry.startsWith("step"));
  const once = ["build rt", "dispose rt", "build r2g2", "dispose r2g2"];
  assert.deepEqual(turns, Array(6).fill(once).flat());
  assert.equal(log.filter((entry) => entry === "step rt").length, 6 * 4, "three to warm up, one timed");
});

const mayRun = Deno.permissions.querySync({ name: "run", command: "deno" }).state === "granted";

Deno.test({
  name: `the other side is run once per round and number of threads${
    mayRun ? "" : " (skipped: no --allow-run=deno)"
  }`,
  ignore: !mayRun,
  async fn() {
    const script = fileURLToPath(new URL("fake_torch.ts", import.meta.url));
    const [row] = await compare({
      steps: [counting("rt", [])],
      torch: { python: "deno", side: torchOf(script) },
      seconds: 0.02,
      rounds: 2,
      threads: [1, 2],
      blas: "off",
    });
    // 10 ms a round; two threads are twice as fast.
    assert.deepEqual([row?.peer?.ms, row?.peer?.threads], [5, 2]);
  },
});

Deno.test("every model has steps, which run and leave nothing behind", async () => {
  assert.deepEqual(peerModels, ["vae1", "vae2", "vae3", "vae1-narrow", "mlp"]);
  assert.deepEqual(stepsOf("mlp").map(({ estimator }) => estimator), [
    "lrt",
    "r2g2",
    "rt-shared",
    "rt-per-example",
  ]);
  const before = tf.memory().numTensors;
  for (const spec of stepsOf("vae1")) {
    const step = spec.build();
    await step.step();
    step.dispose();
  }
  assert.equal(tf.memory().numTensors, before);
});
