import assert from "node:assert/strict";
import { key, useBackend } from "../../estimators/mod.ts";
import { digits32, type LayerRule, zooEntry } from "../../models/mod.ts";
import { fixLayers } from "./fixed_layers.ts";
import { evaluate } from "../train/evaluate.ts";
import type { Job, JobContext } from "../types.ts";

Deno.test("the estimator on trial goes into the last four convolutions, unless the run says otherwise", async () => {
  const cells = ["cnn-small", "mlp"].map((model) => ({
    experiment: "cost",
    model,
    estimator: "r2g2",
    options: { batchSize: 2 },
    seed: 0,
  }));
  const told: (readonly LayerRule[] | undefined)[] = [];
  const jobs = cells.map((cell): Job => ({
    name: cell.model,
    cells: [cell],
    timed: false,
    seconds: 1,
    async *run(context) {
      told.push(await Promise.resolve(context.layers));
      yield { cell };
    },
  }));
  const layersOf = async (text?: string) => {
    const fixed = fixLayers(jobs, text);
    for (const job of fixed) await Array.fromAsync(job.run({} as JobContext));
    return fixed.map((job) => (job.cells[0]!.options as Record<string, unknown>)["layers"]);
  };
  const rest = "conv2=rt,conv3=rt,conv4=rt,dense1=lrt,dense2=lrt,dense3=lrt";
  assert.deepEqual(await layersOf(), [`conv1=rt,${rest}`, undefined]);
  assert.deepEqual(await layersOf("conv1=flipout"), [`conv1=flipout,${rest}`, undefined]);
  assert.deepEqual(told.map((rules) => rules?.[0]?.estimator.name), ["rt", undefined, "flipout", undefined]);
});

Deno.test("test-time weights are drawn where LRT does not apply, too", async () => {
  await useBackend("wasm", { blas: "off" });
  const dataset = digits32();
  const zoo = zooEntry("cnn-small").build(dataset, key(1));
  const found = await evaluate(zoo, dataset, { examples: 6, samples: 2, key: key(2) });
  const { "test-accuracy": accuracy, "test-log-likelihood": logLikelihood } = found.means;
  assert.ok(accuracy!.value >= 0 && accuracy!.value <= 1);
  assert.ok(logLikelihood!.value < 0 && logLikelihood!.value > -20, `${logLikelihood!.value}`);
  zoo.model.dispose();
});
