import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  antithetic,
  foldIn,
  getEstimator,
  key,
  multiSample,
  normal,
  planOf,
  profile,
  useBackend,
  withNoise,
} from "../estimators/mod.ts";
import { bnnMlp } from "./bnn/mlp.ts";
import { parseLayerRules, withLayerRules } from "./layer_choice.ts";
import { blockGradients, parameterGradients } from "./model_gradients.ts";
import type { SampledChoice } from "./plan_objective.ts";
import type { Batch, Model } from "./types.ts";
import { vae } from "./vae/vae.ts";

await useBackend("cpu");

const [B, PIXELS] = [3, 6];
const batch = (): Batch => ({
  images: tf.cast(tf.greater(normal(key(1), [B, PIXELS]), 0), "float32") as tf.Tensor2D,
  labels: tf.tensor1d([0, 1, 0], "int32"),
});
const models: Record<string, () => Model> = {
  mlp: () => bnnMlp({ key: key(2), trainingExamples: 10, widths: [PIXELS, 4, 2] }),
  vae: () => vae({ key: key(2), pixels: PIXELS, latents: 5, hidden: 4, firstMap: 3 }),
};

function flat(model: Model, estimator: SampledChoice, { samples = 1, drawKey = key(3) } = {}): number[] {
  return tf.tidy(() => {
    const { value, gradients } = blockGradients(model, batch(), { estimator, key: drawKey, samples });
    return [value, ...gradients].flatMap((tensor) => [...tensor.dataSync()]);
  });
}

function assertClose(found: readonly number[], wanted: readonly number[], what: string): void {
  assert.equal(found.length, wanted.length);
  found.forEach((x, i) =>
    assert.ok(Math.abs(x - wanted[i]!) < 1e-5 * (1 + Math.abs(x)), `${what} ${i}: ${x}, ${wanted[i]}`)
  );
}

const mean = (...parts: number[][]) =>
  parts[0]!.map((_, i) => parts.reduce((sum, part) => sum + part[i]! / parts.length, 0));

for (const [name, make] of Object.entries(models)) {
  for (const estimator of ["rt", "r2g2"].map(getEstimator)) {
    Deno.test(`${name}, ${estimator.name}: an antithetic gradient is the mean of its two`, () => {
      const model = make();
      const plan = antithetic(estimator);
      const [plus, minus] = plan.passes(key(3)).map((pass) => flat(model, pass.estimator));
      assert.notDeepEqual(plus, minus);
      assertClose(flat(model, plan), mean(plus!, minus!), name);
      model.dispose();
    });
  }

  Deno.test(`${name}: a plan of one pass is its estimator; samples repeat the whole plan`, () => {
    const model = make();
    const rt = getEstimator("rt");
    assert.deepEqual(flat(model, planOf(rt)), flat(model, rt));
    const twice = flat(model, antithetic(rt), { samples: 2 });
    assertClose(twice, flat(model, multiSample(antithetic(rt), { samples: 2 })), name);
    model.dispose();
  });

  Deno.test(`${name}: a plan leaves nothing behind`, () => {
    const model = make();
    const data = batch();
    const step = (i: number) => {
      const { value, gradients } = parameterGradients(model, data, {
        estimator: antithetic(getEstimator("r2g2")),
        key: foldIn(key(3), i),
      });
      tf.dispose([value, ...gradients]);
    };
    step(0);
    const before = tf.memory().numTensors;
    for (let i = 1; i < 4; i++) step(i);
    assert.equal(tf.memory().numTensors, before);
    model.dispose();
    tf.dispose([data.images, data.labels!]);
  });
}

Deno.test("mlp: independent draws have keys of their own", () => {
  const model = models["mlp"]!();
  const plan = multiSample(getEstimator("rt"), { samples: 2 });
  const [first, second] = plan.passes(key(3)).map((pass) =>
    flat(model, pass.estimator, { drawKey: pass.key })
  );
  assert.notDeepEqual(first, second);
  assertClose(flat(model, plan), mean(first!, second!), "mlp");
  model.dispose();
});

Deno.test("a latent whose moments differ from pass to pass: each pass draws at its own", () => {
  // The encoder of the upper latent sees a draw of the lower one, of which every pass has another.
  const model = vae({ key: key(2), layers: 2, pixels: PIXELS, latents: 5, hidden: 4, treated: "all" });
  const rt = getEstimator("rt");
  const seen: { pass: number; moments: Float32Array }[] = [];
  const spy = (pass: number): typeof rt => ({
    ...rt,
    draw(site, noise) {
      seen.push({ pass, moments: site.family.mean.dataSync() as Float32Array });
      return rt.draw(site, noise);
    },
  });
  flat(model, {
    ...multiSample(rt, { samples: 2 }),
    passes: (own) => [0, 1].map((s) => ({ estimator: spy(s), key: foldIn(own, s) })),
  });
  const [first, second] = seen.slice(-2);
  assert.deepEqual([first!.pass, second!.pass], [0, 1]);
  assert.notDeepEqual(first!.moments, second!.moments);
  model.dispose();
});

Deno.test("a VAE's encoder runs once for all passes, as it does for more samples", async () => {
  const model = models["vae"]!();
  const data = batch();
  const flops = async (estimator: SampledChoice, samples: number) =>
    (await profile(() => {
      const { value, gradients } = parameterGradients(model, data, { estimator, samples, key: key(3) });
      tf.dispose([value, ...gradients]);
    })).flops;
  const rt = getEstimator("rt");
  await flops(antithetic(rt), 1); // the model is asked once how it takes samples
  const [one, two, pair] = [await flops(rt, 1), await flops(rt, 2), await flops(antithetic(rt), 1)];
  assert.ok(two < 1.95 * one, `${two} of ${one}`);
  assert.ok(Math.abs(pair / two - 1) < 0.05, `${pair} of ${two}`);
  model.dispose();
  tf.dispose([data.images, data.labels!]);
});

const noisy: Record<string, () => Model> = {
  "a VAE with an upper latent that no estimator treats": () =>
    vae({ key: key(2), layers: 2, pixels: PIXELS, latents: 5, hidden: 4 }),
  "a VAE with a treated inference map": () =>
    vae({ key: key(2), layers: 2, pixels: PIXELS, latents: 5, hidden: 4, treated: ["latent1-inference"] }),
  "a network whose first layer has an estimator of its own": () =>
    withLayerRules(models["mlp"]!() as Model, parseLayerRules("dense1=lrt")),
};

for (const [what, make] of Object.entries(noisy)) {
  Deno.test(`${what}: all its noise is that of the passes`, () => {
    const model = make();
    const rt = getEstimator("rt");
    // Both passes without noise: a latent or layer with noise of its own would make keys differ.
    const silent = withNoise(rt, (_key, shape) => tf.zeros(shape));
    const plan = {
      ...multiSample(rt, { samples: 2 }),
      passes: (own: ReturnType<typeof key>) =>
        [0, 1].map((s) => ({ estimator: silent, key: foldIn(own, s) })),
    };
    const value = (seed: number) => flat(model, plan, { drawKey: key(seed) })[0]!;
    assert.equal(value(3), value(4));
    assert.notEqual(flat(model, rt, { drawKey: key(3) })[0], flat(model, rt, { drawKey: key(4) })[0]);
    model.dispose();
  });
}

Deno.test("draws that depend on each other are freed, whatever takes them", () => {
  for (const make of [...Object.values(models), ...Object.values(noisy)]) {
    const model = make();
    const data = batch();
    const before = tf.memory().numTensors;
    for (const name of ["rt-orthogonal*3", "r2g2-moment-matched*4-antithetic", "rt-orthogonal*2*2"]) {
      const { value, gradients } = parameterGradients(model, data, {
        estimator: getEstimator(name),
        key: key(3),
      });
      assert.ok(Number.isFinite(value.dataSync()[0]!));
      tf.dispose([value, ...gradients]);
      assert.equal(tf.memory().numTensors, before, name);
    }
    model.dispose();
    tf.dispose([data.images, data.labels!]);
  }
});

Deno.test("a score function's log-densities go along", () => {
  const model = models["vae"]!();
  const plan = multiSample(getEstimator("score"), { samples: 2 });
  const found = flat(model, plan);
  assert.ok(found.every(Number.isFinite) && found.slice(1).some((x) => x !== 0));
  model.dispose();
});
