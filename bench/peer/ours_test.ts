import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../estimators/mod.ts";
import type { OurLine } from "./messages.ts";
import { timeOurs, timeStep } from "./ours.ts";
import { PEER_ROWS, peerModels, rowsOf } from "./rows.ts";
import { buildStep } from "./steps.ts";

Deno.test("both sides have the same steps: the script's models and estimators are the rows'", async () => {
  const script = await Deno.readTextFile(new URL("torch_steps.py", import.meta.url));
  assert.equal(/^models: (.*)$/m.exec(script)?.[1], peerModels.join(" "));
  for (const { model, estimator } of PEER_ROWS) {
    assert.ok(script.includes(`"${estimator}"`), `${model} ${estimator}`);
  }
  const stages = { mlp: ["lrt", "r2g2", "rt-shared", "rt-per-example"], cnn: ["rt", "r2g2"] };
  for (const [model, estimators] of Object.entries(stages)) {
    assert.deepEqual(rowsOf([model]).map(({ estimator }) => estimator), estimators);
    assert.ok(script.includes(`(${estimators.map((name) => `"${name}"`).join(", ")})`), model);
  }
});

Deno.test("the steps of every small model run and leave nothing behind", async () => {
  await useBackend("wasm", { blas: "off" });
  const before = tf.memory().numTensors;
  for (const row of rowsOf(["vae1", "vae1-narrow"])) {
    const step = buildStep(row);
    await step.step();
    step.dispose();
  }
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("a step is warmed up three times, a slow one twice, and freed", async () => {
  for (const [ms, calls] of [[0, 4], [260, 3]] as const) {
    const log: string[] = [];
    const step = {
      async step() {
        log.push("step");
        await new Promise((resolve) => setTimeout(resolve, ms));
      },
      dispose: () => void log.push("free"),
    };
    const median = await timeStep(step, 1e-9);
    assert.deepEqual([log.length, log.at(-1), median >= ms - 5], [calls + 1, "free", true]);
  }
});

Deno.test("our side tells its versions and times, and asks nobody which library takes what", async () => {
  const lines: OurLine[] = [];
  const task = {
    model: "vae1",
    estimators: ["r2g2"],
    seconds: 1e-9,
    threads: [1],
    blas: "off",
    products: {},
    floor: true,
  };
  try {
    await timeOurs(task, (line) => lines.push(line));
  } finally {
    await useBackend("wasm", { blas: "off" });
  }
  assert.deepEqual(lines.map((line) => Object.keys(line)), [["about"], ["estimator", "threads", "ms"]]);
  const [about, time] = lines as [{ about: Record<string, string> }, { ms: number }];
  assert.deepEqual([about.about["Deno"], about.about["products"]], [Deno.version.deno, "none"]);
  assert.ok(time.ms > 0);
});
