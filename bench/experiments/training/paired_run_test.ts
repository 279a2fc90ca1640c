import assert from "node:assert/strict";
import { type Key, key, useBackend } from "../../../estimators/mod.ts";
import { digits, type ImageDataset } from "../../../models/mod.ts";
import { type Checkpoints, openCheckpoints } from "../../checkpoint/mod.ts";
import { PairedRun } from "./paired_run.ts";

const SETTINGS = {
  model: "vae1-narrow",
  estimator: "r2g2",
  batchSize: 4,
  testExamples: 3,
  testSamples: 2,
  keys: { parameters: key(1), batches: key(2), training: key(3), evaluation: key(4) },
};

Deno.test("a run is as long as its budget, its curve aligned, its numbers the seed's", async () => {
  await useBackend("wasm", { blas: "off" });
  const dataset = digits();
  const { keys } = SETTINGS;
  const curve = async (training: Key) => {
    const run = new PairedRun({
      ...SETTINGS,
      dataset,
      budget: { kind: "steps", limit: 4 },
      keys: { ...keys, training },
    });
    for (const share of [0, 0.5, 1]) await run.advanceTo(share);
    const found = Object.fromEntries(run.metrics().map(({ name, values }) => [name, values]));
    run.dispose();
    return found;
  };
  const [first, again, other] = [await curve(key(3)), await curve(key(3)), await curve(key(5))];
  assert.deepEqual(first["evaluation-step"], [0, 2, 4]);
  assert.equal(first["test-bound"]!.length, 3);
  assert.deepEqual(again, first);
  assert.notDeepEqual(other["test-bound"], first["test-bound"]);
  const flops = first["evaluation-flops"]!;
  assert.ok(flops[1]! > 0 && flops[2] === 2 * flops[1]!, `operations ${flops}`);
});

/** Checkpoints as a process after another opens them. */
async function inProcesses(test: (open: () => Promise<Checkpoints>) => Promise<void>): Promise<void> {
  await useBackend("wasm", { blas: "off" });
  const folder = await Deno.makeTempDir();
  const owner = { job: "job", run: "run", code: "code", machine: "machine" };
  try {
    await test(() => openCheckpoints(folder, { owner, every: 0 }));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Half a budget in one process, the rest in another, on clocks that are a millisecond further whenever they are read. */
Deno.test("a budget of time is resumed with what was spent of it, saves and evaluations off the clock", () =>
  inProcesses(async (open) => {
    let now = 0;
    const run = (checkpoints: Checkpoints) =>
      new PairedRun({
        ...SETTINGS,
        dataset: digits(),
        budget: { kind: "time", limit: 8 },
        checkpoints,
        clock: () => now++,
      });
    const first = run(await open());
    await first.advanceTo(0);
    await first.advanceTo(0.5);
    first.dispose();
    const half = now;
    now = 1e6;
    const second = run(await open());
    assert.equal(second.evaluations, 2);
    await second.advanceTo(1);
    const steps = second.metrics().find(({ name }) => name === "evaluation-step")!.values;
    // A step takes the two milliseconds between the clock's start and its stop.
    assert.deepEqual([steps, second.seconds], [[0, 2, 4], [0, 0.004, 0.008]]);
    assert.equal(now - 1e6, half, "the second half takes as long as the first");
    second.dispose();
  }));

Deno.test("a run that has diverged stays so, with its own step, and is evaluated no more", () =>
  inProcesses(async (open) => {
    const run = (dataset: ImageDataset, checkpoints: Checkpoints) =>
      new PairedRun({
        ...SETTINGS,
        model: "mlp-small",
        dataset,
        budget: { kind: "steps", limit: 4 },
        checkpoints,
      });
    const checkpoints = await open();
    const broken = run(brokenDigits(), checkpoints);
    await broken.advanceTo(0);
    await broken.advanceTo(1);
    assert.match(broken.diverged!, /diverged at step 1: loss NaN/);
    await checkpoints.save();
    broken.dispose();
    const again = run(digits(), await open());
    await again.advanceTo(1);
    assert.deepEqual([again.diverged, again.evaluations], [broken.diverged, 1]);
    again.dispose();
  }));

/** Test images as they are; every training image is NaN. */
function brokenDigits(): ImageDataset {
  const dataset = digits();
  const images = (indices: ArrayLike<number>) => dataset.train.images(indices).fill(NaN);
  return { ...dataset, train: { ...dataset.train, images } };
}
