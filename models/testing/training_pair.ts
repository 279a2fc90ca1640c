/**
 * The same training twice, with eager and with replayed steps, compared bit by bit.
 * @module
 */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import * as tf from "@tensorflow/tfjs";
import { type Estimator, foldIn, getEstimator, key, uniform } from "../../estimators/mod.ts";
import { digits, digits32, type ImageDataset } from "../datasets/mod.ts";
import { parseLayerRules, withLayerRules } from "../layer_choice.ts";
import { Adam } from "../optimisers/adam.ts";
import { type StepInfo, trainStep } from "../train_step.ts";
import type { Batch, Model } from "../types.ts";
import { zooEntry } from "../zoo.ts";

function datasetOf(model: string): ImageDataset {
  return zooEntry(model).placement === undefined ? digits() : digits32();
}

/** A model of the zoo with its default placement of estimators. */
export function build(name: string): Model {
  const { placement, build } = zooEntry(name);
  const { model } = build(datasetOf(name), key(1));
  return placement === undefined ? model : withLayerRules(model as Model, parseLayerRules(placement));
}

/** Other images and labels at every step. */
export function batchAt(
  model: string,
  { step, size }: { readonly step: number; readonly size: number },
): Batch {
  const { height, width, channels, classes } = datasetOf(model);
  const pixels = height * width * channels;
  return tf.tidy(() => {
    const noise = uniform(foldIn(key(2), step), [size, pixels]) as tf.Tensor2D;
    if (zooEntry(model).kind === "generative") {
      return { images: tf.cast(tf.greater(noise, 0.7), "float32") as tf.Tensor2D };
    }
    const labels = tf.tensor1d(Array.from({ length: size }, (_, i) => (3 * i + step) % classes), "int32");
    return { images: noise, labels };
  });
}

/** Examples of a batch. */
export const sizeOf = (model: string): number => model.startsWith("cnn") ? 2 : 4;

/** A model in training, a step at a time. */
export class Training {
  readonly name: string;
  readonly options: { readonly estimator: Estimator; readonly capture: boolean };
  readonly model: Model;
  readonly optimiser: Adam;
  #step = 0;

  constructor(name: string, options: { readonly estimator: Estimator; readonly capture: boolean }) {
    this.name = name;
    this.options = options;
    this.model = build(name);
    this.optimiser = new Adam([...this.model.parameters.values()], { learningRate: 1e-2 });
  }

  async step(
    { size = sizeOf(this.name), ...options }: { size?: number; estimator?: Estimator } = {},
  ): Promise<StepInfo> {
    const step = this.#step++;
    const batch = batchAt(this.name, { step, size });
    try {
      const settings = { ...this.options, ...options, key: foldIn(key(3), step) };
      return await trainStep(this.model, this.optimiser, batch, settings);
    } finally {
      tf.dispose([batch.images, batch.labels ?? []]);
    }
  }

  /** Frees both. */
  dispose(): void {
    this.model.dispose();
    this.optimiser.dispose();
  }
}

/** One more step of both: the same numbers, the same bits of all that changes. Returns what the second says of itself. */
export async function stepTogether(
  [eager, captured]: readonly [Training, Training],
  options: Parameters<Training["step"]>[0] = {},
): Promise<true | string> {
  const [{ captured: plain, ...a }, { captured: how, ...b }] = [
    await eager.step(options),
    await captured.step(options),
  ];
  assert.equal(plain, "capturing is switched off");
  assert.deepEqual(b, a);
  const [own, others] = [eager, captured].map(({ optimiser }) => optimiser.changed);
  for (const [i, variable] of own!.entries()) {
    const [one, other] = [await variable.data(), await others![i]!.data()];
    assert.equal(
      Buffer.compare(new Uint8Array(one.buffer), new Uint8Array(other.buffer)),
      0,
      `${i}th ${variable.name}`,
    );
  }
  return how;
}

/** Runs `body` on the same model twice: one side never captures. */
export async function compared(
  name: string,
  body: (pair: readonly [Training, Training]) => Promise<void>,
  estimator = "rt",
): Promise<void> {
  const options = { estimator: getEstimator(estimator) };
  const pair = [
    new Training(name, { ...options, capture: false }),
    new Training(name, { ...options, capture: true }),
  ] as const;
  await body(pair);
  for (const training of pair) training.dispose();
}
