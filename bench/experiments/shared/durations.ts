/**
 * Rough durations for the plan and the time left, measured once on two cores with a native matrix product.
 *
 * They decide no number of a result; a machine that is twice as slow takes twice as long as its plan says.
 * @module
 */
import { modelSpec } from "../../../models/mod.ts";

/** Seconds of one gradient of all parameters by RT, minibatch of 80. */
const GRADIENTS: Readonly<Record<string, number>> = {
  "mlp": 0.033,
  "mlp-small": 0.009,
  "vae1": 0.0045,
  "vae2": 0.006,
  "vae3": 0.0075,
  "vae1-narrow": 0.0042,
  "transformer": 0.022,
  "bayes-last-layer": 0.01,
  "cnn": 1,
  "cnn-small": 0.05,
  // One draw of the toy whose gradients are known.
  "toy-latent": 7e-6,
  "toy-weight": 7e-6,
};

/** How many times as long others take, where it is far from once. */
const FACTORS: Readonly<Record<string, number>> = {
  // One gradient at a time where all examples share a draw; the others draw many at once.
  "toy-weight score": 100,
  "mlp rt-per-example": 12,
  "mlp lrt": 1.1,
  "mlp flipout": 1.4,
  "mlp r2g2": 1.1,
  "mlp-small rt-per-example": 5,
  "vae1 r2g2-cg": 2.2,
  "vae2 r2g2-cg": 2,
  "vae3 r2g2-cg": 1.75,
  "vae1-narrow r2g2": 1.4,
  "vae1-narrow r2g2-cg": 2,
  "transformer rt-per-example": 4,
  "transformer flipout": 1.7,
  "transformer r2g2": 8,
  "transformer r2g2-cg": 10,
  "bayes-last-layer r2g2": 3,
  "cnn rt-per-example": 5.2,
  "cnn flipout": 1.5,
  "cnn r2g2": 2.6,
  "cnn r2g2-cg": 5,
  "cnn-small rt-per-example": 3.2,
  "cnn-small flipout": 1.8,
  "cnn-small r2g2": 2.5,
  "cnn-small r2g2-cg": 5.5,
};

/** Seconds of one row of an evaluation: a test example and a sample. */
const ROWS: Readonly<Record<string, number>> = {
  "mlp-small": 1e-5,
  "vae1": 1.5e-5,
  "vae1-narrow": 1.5e-5,
  "vae2": 2.5e-5,
  "vae3": 3.5e-5,
  "cnn": 4e-3,
  "cnn-small": 2e-4,
};

/** Seconds before the first gradient: the model's start values, compiled code. */
const START = 0.3;

/** Seconds of start values where there are many. */
const STARTS: Readonly<Record<string, number>> = { cnn: 4 };

/** Part of a step that one more sample repeats; encoders run once. */
const REPEATED: Readonly<Record<string, number>> = {
  "mlp": 0.9,
  "vae1": 0.7,
  "vae2": 0.7,
  "vae3": 0.7,
  "vae1-narrow": 0.7,
};

/** Seconds before the first gradient. */
export function startSeconds(model: string): number {
  return STARTS[modelSpec(model).name] ?? START;
}

/** Seconds of one gradient, or one training step, with some samples. */
export function gradientSeconds(model: string, estimator: string, samples = 1): number {
  const { name } = modelSpec(model);
  const one = (GRADIENTS[name] ?? 0.01) * (FACTORS[`${name} ${estimator}`] ?? 1);
  return one * (1 + (samples - 1) * (REPEATED[name] ?? 1));
}

/** Seconds of so many gradients by each of some estimators, with what comes before the first. */
export function secondsOfGradients(
  model: string,
  { estimators, each }: { readonly estimators: readonly string[]; readonly each: number },
): number {
  return startSeconds(model) +
    estimators.reduce((sum, name) => sum + each * gradientSeconds(model, name), 0);
}

/** Seconds of `pairs` pairs of gradients by block, each with a second forward pass, by each estimator. */
export function secondsOfPairs(
  model: string,
  { estimators, pairs }: { readonly estimators: readonly string[]; readonly pairs: number },
): number {
  return secondsOfGradients(model, { estimators, each: 2.6 * pairs });
}

/** Seconds of an evaluation of so many rows: test examples times samples. */
export function evaluationSeconds(model: string, rows: number): number {
  return rows * (ROWS[modelSpec(model).name] ?? 7e-5);
}
