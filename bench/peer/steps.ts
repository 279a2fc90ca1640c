/**
 * Our side's training steps at batch 80, on synthetic images: values do not change what a step costs, so no data set
 * is needed.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { getEstimator, key, uniform } from "../../estimators/mod.ts";
import {
  type Batch,
  bnnCnn,
  bnnMlp,
  CNN_PLACEMENT,
  type Model,
  parseLayerRules,
  ruleFor,
  type SampledChoice,
  vae,
} from "../../models/mod.ts";
import { Trainee } from "../train/trainee.ts";
import { BATCH, type PeerStepRow } from "./rows.ts";

/** One training step that both sides have. */
export interface PeerStep {
  /** Gradient and update, finished when the loss is known. */
  step(): Promise<void>;
  /** Frees the model. */
  dispose(): void;
}

const SEED = key(0);

/** How our models are built, with MNIST's and CIFAR-10's numbers of training examples. */
const MODELS: Readonly<Record<string, () => Model>> = {
  "vae1": () => vae({ key: SEED, layers: 1 }),
  "vae2": () => vae({ key: SEED, layers: 2 }),
  "vae3": () => vae({ key: SEED, layers: 3 }),
  // 200 latents and a first map of 50 outputs: there R2-G2 solves systems.
  "vae1-narrow": () => vae({ key: SEED, layers: 1, latents: 200, firstMap: 50 }),
  "mlp": () => bnnMlp({ key: SEED, trainingExamples: 60_000 }),
  "cnn": () => bnnCnn({ key: SEED, trainingExamples: 50_000 }),
};

/** A step, ready to be taken again and again. */
export function buildStep({ model: name, own }: Pick<PeerStepRow, "model" | "own">): PeerStep {
  // Variables outlive a tidy, the tensors that they start from do not.
  const built: { model?: Model } = {};
  tf.tidy(() => void (built.model = MODELS[name]!()));
  const model = built.model!;
  const { images, labels } = syntheticBatch(name);
  const trainee = new Trainee({
    model,
    // The same minibatch for every step, which frees its own.
    batches: {
      at: () => ({
        images: tf.clone(images),
        ...(labels === undefined ? {} : { labels: tf.clone(labels) }),
      }),
    },
    estimator: choice(name, own),
    learningRate: 3e-4,
    key: SEED,
  });
  return {
    async step() {
      await trainee.step();
    },
    dispose() {
      trainee.dispose();
      tf.dispose([images, labels ?? []]);
    },
  };
}

/** In the convolutional network the estimator goes where the paper has it. */
function choice(model: string, estimator: string): SampledChoice {
  if (model !== "cnn") return getEstimator(estimator);
  const [rules, own] = [parseLayerRules(CNN_PLACEMENT), getEstimator(estimator)];
  return (layer) => ruleFor(rules, layer)?.estimator ?? own;
}

/** Noise for images: binary for the generative models, as theirs. */
function syntheticBatch(model: string): Batch {
  const size = model === "cnn" ? 32 * 32 * 3 : 28 * 28;
  const noise = uniform(key(1), [BATCH, size]) as tf.Tensor2D;
  if (!model.startsWith("vae")) {
    return { images: noise, labels: tf.tensor1d(Array.from({ length: BATCH }, (_, i) => i % 10), "int32") };
  }
  const images = tf.tidy(() => tf.cast(tf.greater(noise, 0.7), "float32") as tf.Tensor2D);
  noise.dispose();
  return { images };
}
