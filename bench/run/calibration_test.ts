import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../estimators/mod.ts";
import { calibrate } from "./calibration.ts";
import { describePlan } from "./describe_plan.ts";
import { planRun } from "./plan.ts";
import { digits } from "../../models/mod.ts";

Deno.test("a machine whose gradient takes twice as long is planned for twice the time", async () => {
  await useBackend("wasm", { blas: "off" });
  const before = tf.memory().numTensors;
  let now = 0;
  // The clock is read before and after every gradient; 18 ms are twice the planned 9.
  assert.ok(Math.abs(await calibrate(() => now += 18) - 2) < 1e-9);
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("what is timed is replayed, as in a run", async () => {
  await useBackend("wasm", { blas: "off" });
  let now = 0;
  const kernels: number[] = [];
  const { runKernel } = tf.engine();
  let calls = 0;
  tf.engine().runKernel = ((...call: Parameters<typeof runKernel>) => {
    calls++;
    return runKernel.apply(tf.engine(), call);
  }) as typeof runKernel;
  try {
    await calibrate(() => {
      kernels.push(calls);
      return now++;
    });
  } finally {
    tf.engine().runKernel = runKernel;
  }
  // The clock is read before every gradient, and after those that are timed.
  const [first, second, third, ...timed] = kernels;
  assert.ok(second! > first! && third! > second!, "eager kernels are counted");
  assert.equal(timed.length, 2 * 7);
  assert.equal(timed.at(-1), timed[0], "no kernel runs in what is timed but in replays");
});

Deno.test("a plan says its cells, its time on two cores and here, and its disk", () => {
  const plan = planRun({ suite: "smoke", seed: 0, backend: "wasm", threads: 1 }, digits());
  const jobs = plan.jobs.filter(({ name }) => name === "cost latent-site").map((job) => (
    { ...job, seconds: 100 }
  ));
  const last = (slowdown?: number) =>
    describePlan({ ...plan, jobs }, slowdown === undefined ? {} : { slowdown }).split("\n").at(-1);
  assert.match(last()!, /^1 jobs, 2 cells, about 2 min on two cores; about \d+ kB of disk$/);
  assert.match(last(3)!, /about 2 min on two cores, 5 min on this machine as it is now; about/);
});
