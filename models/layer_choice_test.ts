import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { getEstimator, key, normal, useBackend } from "../estimators/mod.ts";
import { bnnMlp } from "./bnn/mlp.ts";
import { blockGradients } from "./model_gradients.ts";
import { layersOf, parseLayerRules, ruleFor, withLayerRules } from "./layer_choice.ts";
import { vae } from "./vae/vae.ts";

const CHOICES: readonly (readonly [string, Readonly<Record<string, string | undefined>>])[] = [
  ["conv5=r2g2,conv*=rt,dense*=lrt,*=score", {
    conv5: "r2g2",
    conv1: "rt",
    conv50: "rt",
    dense3: "lrt",
    latent1: "score",
  }],
  ["conv*=rt,conv5=r2g2", { conv5: "rt" }],
  ["conv?=rt", { conv5: "rt", conv10: undefined, conv: undefined }],
  ["dense1=rt", { dense1: "rt", dense10: undefined, xdense1: undefined }],
  // Characters that mean something in a regular expression mean themselves here.
  ["a.b=rt, [c]*=r2g2", { "a.b": "rt", "axb": undefined, "[c]1": "r2g2", "c1": undefined }],
];

for (const [text, wanted] of CHOICES) {
  Deno.test(`${text}: the first rule that fits wins`, () => {
    const rules = parseLayerRules(text);
    const found = Object.keys(wanted).map((layer) => [layer, ruleFor(rules, layer)?.estimator.name]);
    assert.deepEqual(Object.fromEntries(found), wanted);
  });
}

const BAD: readonly (readonly [string, RegExp])[] = [
  ["conv5", /rule "conv5"; wanted PATTERN=ESTIMATOR/],
  ["conv5=", /rule "conv5="/],
  ["=rt", /rule "=rt"/],
  ["a=rt=lrt", /rule "a=rt=lrt"/],
  ["a=rt,", /rule ""/],
  ["a=r2g", /unknown estimator "r2g"; did you mean r2g2\?/],
  ["a=rt-antithetic", /rule "a=rt-antithetic": rt-antithetic averages .* wanted an estimator of one draw/],
  ["a=rt*4", /rule "a=rt\*4": .* wanted an estimator of one draw/],
  ["a=rt,b=rt,a=lrt", /pattern "a" has two rules/],
];

for (const [text, message] of BAD) {
  Deno.test(`rules ${JSON.stringify(text)} are refused in one line`, () => {
    assert.throws(
      () => parseLayerRules(text),
      (error: unknown) =>
        error instanceof RangeError && message.test(error.message) && !error.message.includes("\n"),
    );
  });
}

const MLP = { key: key(1), trainingExamples: 10, widths: [4, 5, 3], initialLogScale: -1 };

function batch() {
  return {
    images: normal(key(2), [3, 4]) as tf.Tensor2D,
    labels: tf.tensor1d([0, 1, 2], "int32"),
  };
}

Deno.test("a rule reaches its layer alone: the others draw as the caller says", async () => {
  await useBackend("cpu");
  const model = bnnMlp(MLP);
  const drawn = (text: string, otherwise: string) => {
    const ruled = text === "" ? model : withLayerRules(model, parseLayerRules(text));
    const { gradients } = blockGradients(ruled, batch(), { estimator: getEstimator(otherwise), key: key(3) });
    return gradients.map((gradient) => [...gradient.dataSync()]);
  };
  const byName = blockGradients(model, batch(), {
    estimator: (layer) => getEstimator(layer === "dense2" ? "lrt" : "rt"),
    key: key(3),
  }).gradients.map((gradient) => [...gradient.dataSync()]);
  assert.deepEqual(drawn("dense2=lrt", "rt"), byName);
  assert.deepEqual(drawn("dense1=rt", "lrt"), byName);
  assert.deepEqual(drawn("dense2=lrt,dense*=rt", "score"), byName);
  assert.notDeepEqual(drawn("", "rt"), byName);
  model.dispose();
});

Deno.test("a pattern without a layer names the model's layers and the nearest", async () => {
  await useBackend("cpu");
  const model = bnnMlp(MLP);
  assert.deepEqual(layersOf(model), ["dense1", "dense2"]);
  const wrong = (text: string) => () => withLayerRules(model, parseLayerRules(text));
  assert.throws(
    wrong("*=rt,denes2=lrt"),
    /RangeError: layers: "denes2" fits no layer; did you mean dense2\? \(layers of mlp: dense1, dense2\)/,
  );
  assert.throws(wrong("convolution*=rt"), /"convolution\*" fits no layer \(layers of mlp/);
  model.dispose();
});

Deno.test("an estimator that does not support its layer is refused by the layer's name", async () => {
  await useBackend("cpu");
  const model = vae({ key: key(4), pixels: 6, latents: 2, hidden: 3 });
  const images = tf.ones([2, 6]) as tf.Tensor2D;
  const ruled = withLayerRules(model, parseLayerRules("latent1=lrt"));
  assert.throws(
    () => blockGradients(ruled, { images }, { estimator: getEstimator("rt"), key: key(5) }),
    /UnsupportedError: latent1: lrt does not support this layer: .*weights/,
  );
  model.dispose();
});
