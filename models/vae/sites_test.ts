import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { foldIn, getEstimator, key, normal, useBackend } from "../../estimators/mod.ts";
import { testMeans } from "../../estimators/testing/statistics.ts";
import { blockGradients, parameterGradients } from "../model_gradients.ts";
import { layersOf } from "../layer_choice.ts";
import { vae } from "./vae.ts";

const PIXELS = 12;
const SMALL = { pixels: PIXELS, latents: 4, hidden: 6 };

function images(count: number): tf.Tensor2D {
  return tf.tidy(() => tf.cast(tf.greater(normal(key(7), [count, PIXELS]), 0.3), "float32")) as tf.Tensor2D;
}

for (const layers of [2, 3]) {
  Deno.test(`${layers} layers, all treated: RT is what it was, every site has its blocks, nothing leaks`, async () => {
    await useBackend("wasm", { blas: "off" });
    const batch = { images: images(5) };
    const [bottom, all] = (["bottom", "all"] as const).map((treated) =>
      vae({ key: key(13), layers, ...SMALL, treated })
    );
    const before = tf.memory().numTensors;
    const [was, is] = [bottom!, all!].map((model) =>
      parameterGradients(model, batch, { estimator: getEstimator("rt"), key: key(14), samples: 2 })
    );
    was!.gradients.forEach((gradient, i) => {
      const gap = tf.tidy(() => tf.max(tf.abs(tf.sub(gradient, is!.gradients[i]!))).dataSync()[0]!);
      assert.ok(gap < 1e-5, `${[...all!.parameters.keys()][i]} differs by ${gap}`);
    });
    const blocks = blockGradients(all!, batch, { estimator: getEstimator("r2g2"), key: key(15) });
    const named = all!.blocks.map(({ layer, block }, i) => `${layer} ${block} ${blocks.gradients[i]!.shape}`);
    assert.deepEqual(
      named.slice(0, 6),
      [
        ...["latent1 mean 5,4", "latent1 scale 5,4", "latent1 upstream 6,4"],
        ...["latent2 mean 5,4", "latent2 scale 5,4", "latent2 upstream 4,6"],
      ],
    );
    assert.equal(named.length, 3 * layers);
    tf.dispose([was!, is!, blocks].flatMap(({ value, gradients }) => [value, ...gradients]));
    assert.equal(tf.memory().numTensors, before);
    tf.dispose(batch.images);
    bottom!.dispose();
    all!.dispose();
  });
}

const EVERYWHERE = ["latent1", "latent2", "latent1-inference"];

for (const treated of ["bottom", "top", "all", ["latent1-inference"], EVERYWHERE] as const) {
  Deno.test(`R2-G2 at narrow maps, treated ${treated}: RT's mean gradient for every parameter, another draw by draw`, async () => {
    await useBackend("wasm", { blas: "off" });
    // Two hidden units after four latents: there is noise to be averaged at every site.
    const model = vae({ key: key(16), layers: 2, pixels: 5, latents: 4, hidden: 2, treated });
    // p(v₁|v₂) and q(v₂|v₁) are narrow, as after training: a gradient that conditions v₁'s noise for log p(v₁|v₂)
    // too is then rejected, at 8 standard errors.
    for (const [name, shift] of [["p1/logScale/bias", -3], ["q2/logScale/bias", -2]] as const) {
      const own = model.parameters.get(name)!;
      tf.tidy(() => own.assign(tf.add(own, shift)));
    }
    const data = tf.tidy(() => tf.slice(images(2), [0, 0], [2, 5])) as tf.Tensor2D;
    const draw = (name: string, batch: number) =>
      parameterGradients(model, { images: data }, {
        estimator: getEstimator(name),
        key: foldIn(key(17), batch),
        samples: 100,
      }).gradients.flatMap((gradient) => [...gradient.dataSync()]);
    // The same noise on both sides: what is tested is their difference, free of what they share.
    const rows = Array.from({ length: 33 }, (_, batch) => {
      const right = draw("rt", batch);
      return draw("r2g2", batch).map((value, i) => value - right[i]!);
    });
    const columns = rows[0]!.map((_, i) => rows.map((row) => row[i]!));
    const moving = columns.filter((column) => column.some((difference) => Math.abs(difference) > 1e-5));
    assert.ok(moving.length >= 8, `${moving.length} parameters have another gradient`);
    assert.deepEqual(testMeans(moving, moving.map(() => 0)), []);
    model.dispose();
  });
}

Deno.test("inference maps are sites with blocks of their own, which a score function does not take", async () => {
  await useBackend("cpu");
  const model = vae({ key: key(23), layers: 3, ...SMALL, treated: ["latent2-inference", "latent1"] });
  assert.deepEqual(layersOf(model), ["latent1", "latent2-inference"]);
  const batch = { images: images(3) };
  const { gradients } = blockGradients(model, batch, { estimator: getEstimator("r2g2"), key: key(24) });
  assert.deepEqual(gradients.slice(3).map(({ shape }) => shape), [[3, 4], [3, 4], [4, 6]]);
  const score = { estimator: getEstimator("score"), key: key(24) };
  assert.throws(
    () => blockGradients(model, batch, score),
    /UnsupportedError: latent1: a score function needs one draw/,
  );
  const plain = vae({ key: key(23), layers: 3, ...SMALL });
  const [rt, is] = [plain, model].map((own) =>
    parameterGradients(own, batch, { estimator: getEstimator("rt"), key: key(25) })
  );
  rt!.gradients.forEach((gradient, i) => {
    const gap = tf.max(tf.abs(tf.sub(gradient, is!.gradients[i]!))).dataSync()[0]!;
    assert.ok(gap < 1e-4, `${[...model.parameters.keys()][i]}: RT through two passes differs by ${gap}`);
  });
  model.dispose();
  plain.dispose();
});
