/**
 * Our side: the paper's training steps at batch 80, on synthetic images.
 *
 * One line per estimator; values do not change what a step costs, so no data set is needed.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { getEstimator, key, uniform } from "../../estimators/mod.ts";
import { type Batch, bnnMlp, type Model, vae } from "../../models/mod.ts";
import { Trainee } from "../train/trainee.ts";
import type { PeerStepSpec } from "./types.ts";

const BATCH = 80;
const SEED = key(0);
/** MNIST's, over which the Kullback–Leibler term is spread. */
const TRAINING_EXAMPLES = 60_000;

/** All steps: the models' names, the other side's name of the estimator, and ours. */
const STEPS: readonly PeerStepSpec[] = [
  ...[1, 2, 3].flatMap((layers) => [
    spec([`vae${layers}`, "rt"], { estimator: "rt", model: () => vae({ key: SEED, layers }) }),
    spec([`vae${layers}`, "r2g2"], { estimator: "r2g2", model: () => vae({ key: SEED, layers }) }),
  ]),
  spec(["vae1-narrow", "rt"], { estimator: "rt", model: narrowVae }),
  spec(["vae1-narrow", "r2g2"], { estimator: "r2g2", model: narrowVae }),
  spec(["mlp", "lrt"], { estimator: "lrt", model: mlp }),
  spec(["mlp", "r2g2"], { estimator: "r2g2", model: mlp }),
  spec(["mlp", "rt-shared"], { estimator: "rt", model: mlp }),
  spec(["mlp", "rt-per-example"], { estimator: "rt-per-example", model: mlp }),
];

/** Names of the models that have steps. */
export const peerModels: readonly string[] = [...new Set(STEPS.map(({ name }) => name))];

/** Steps of one model. */
export function stepsOf(model: string): readonly PeerStepSpec[] {
  return STEPS.filter(({ name }) => name === model);
}

/** 200 latents and a first map of 50 outputs: there R2-G2 solves systems. */
function narrowVae(): Model {
  return vae({ key: SEED, layers: 1, latents: 200, firstMap: 50 });
}

function mlp(): Model {
  return bnnMlp({ key: SEED, trainingExamples: TRAINING_EXAMPLES });
}

function spec(
  [name, peerEstimator]: readonly [string, string],
  { estimator, model: build }: { estimator: string; model: () => Model },
): PeerStepSpec {
  return {
    name,
    estimator: peerEstimator,
    build() {
      // Variables outlive a tidy, the tensors that they start from do not.
      const built: { model?: Model } = {};
      tf.tidy(() => void (built.model = build()));
      const model = built.model!;
      const { images, labels } = syntheticBatch(model);
      const trainee = new Trainee({
        model,
        // The same minibatch for every step, which frees its own.
        batches: {
          at: () => ({
            images: tf.clone(images),
            ...(labels === undefined ? {} : { labels: tf.clone(labels) }),
          }),
        },
        estimator: getEstimator(estimator),
        learningRate: 3e-4,
        key: SEED,
      });
      return {
        name,
        estimator: peerEstimator,
        async step() {
          await trainee.step();
        },
        dispose() {
          trainee.dispose();
          tf.dispose([images, labels ?? []]);
        },
      };
    },
  };
}

/** Noise for images: binary for the generative models, as theirs. */
function syntheticBatch(model: Model): Batch {
  const noise = uniform(key(1), [BATCH, 784]) as tf.Tensor2D;
  if (model.name === "mlp") {
    return { images: noise, labels: tf.tensor1d(Array.from({ length: BATCH }, (_, i) => i % 10), "int32") };
  }
  const images = tf.tidy(() => tf.cast(tf.greater(noise, 0.7), "float32") as tf.Tensor2D);
  noise.dispose();
  return { images };
}
