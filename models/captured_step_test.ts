import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import * as tf from "@tensorflow/tfjs";
import { estimatorNames, foldIn, getEstimator, key, uniform, useBackend } from "../estimators/mod.ts";
import { digits, digits32, type ImageDataset } from "./datasets/mod.ts";
import { parseLayerRules, withLayerRules } from "./layer_choice.ts";
import { modelSupports } from "./model_supports.ts";
import { Adam } from "./optimisers/adam.ts";
import { type StepInfo, trainStep } from "./train_step.ts";
import type { Batch, Model } from "./types.ts";
import { modelNames, zooEntry } from "./zoo.ts";

/** What stops on data or solves in JavaScript, and so cannot be replayed. */
const NOT_CAPTURED: Readonly<Record<string, RegExp>> = {};

/** Recorded are the second and the third; the last three are replays. */
const STEPS = 6;
const REPLAYED_FROM = 3;

interface Run {
  readonly infos: StepInfo[];
  readonly parameters: Uint8Array[][];
}

function datasetOf(name: string): ImageDataset {
  return zooEntry(name).placement === undefined ? digits() : digits32();
}

function build(name: string): Model {
  const { placement, build } = zooEntry(name);
  const { model } = build(datasetOf(name), key(1));
  return placement === undefined ? model : withLayerRules(model as Model, parseLayerRules(placement));
}

/** Other images and labels at every step. */
function batchAt(name: string, step: number): Batch {
  const { height, width, channels, classes } = datasetOf(name);
  const size = zooEntry(name).name.startsWith("cnn") ? 2 : 4;
  return tf.tidy(() => {
    const noise = uniform(foldIn(key(2), step), [size, height * width * channels]) as tf.Tensor2D;
    if (zooEntry(name).kind === "generative") {
      return { images: tf.cast(tf.greater(noise, 0.7), "float32") as tf.Tensor2D };
    }
    const labels = tf.tensor1d(Array.from({ length: size }, (_, i) => (3 * i + step) % classes), "int32");
    return { images: noise, labels };
  });
}

async function train(
  [name, estimator]: readonly [string, string],
  capture: boolean,
): Promise<Run> {
  const model = build(name);
  const optimiser = new Adam([...model.parameters.values()], { learningRate: 1e-2 });
  const run: Run = { infos: [], parameters: [] };
  const chosen = getEstimator(estimator);
  let held: number | undefined;
  for (let step = 0; step < STEPS; step++) {
    const batch = batchAt(name, step);
    const options = { estimator: chosen, key: foldIn(key(3), step), capture };
    run.infos.push(await trainStep(model, optimiser, batch, options));
    tf.dispose([batch.images, batch.labels ?? []]);
    const values = await Promise.all([...model.parameters.values()].map((variable) => variable.data()));
    run.parameters.push(values.map(({ buffer }) => new Uint8Array(buffer)));
    if (step >= REPLAYED_FROM) assert.equal(tf.memory().numTensors, held ??= tf.memory().numTensors);
  }
  model.dispose();
  optimiser.dispose();
  return run;
}

for (const name of modelNames()) {
  Deno.test(`${name}: replayed steps have the bits of eager ones`, async () => {
    await useBackend("wasm");
    const model = build(name);
    const batch = batchAt(name, 0);
    const names = [...estimatorNames(), "rt-antithetic", "rt*2"]
      .filter((estimator) => modelSupports(model, batch, getEstimator(estimator)) === true);
    model.dispose();
    tf.dispose([batch.images, batch.labels ?? []]);
    for (const estimator of names) {
      const [eager, captured] = [await train([name, estimator], false), await train([name, estimator], true)];
      const own = captured.infos.slice(REPLAYED_FROM).map((info) => info.captured);
      console.log(name, estimator, own[2]);
      for (let step = 0; step < STEPS; step++) {
        const what = `${name} ${estimator}, step ${step}`;
        const [{ captured: _a, ...a }, { captured: _b, ...b }] = [eager.infos[step]!, captured.infos[step]!];
        assert.deepEqual(b, a, what);
        assert.ok(
          eager.parameters[step]!.every((bytes, i) =>
            Buffer.compare(bytes, captured.parameters[step]![i]!) === 0
          ),
          what,
        );
      }
    }
  });
}
