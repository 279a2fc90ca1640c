/**
 * The training step: everything that trains a model makes its updates here.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type ModelGradientOptions, parameterGradients } from "./model_gradients.ts";
import type { Adam } from "./optimisers/adam.ts";
import type { Batch, Model } from "./types.ts";

/** What a step learned, besides new parameters. */
export interface StepInfo {
  /** The objective before the update, in nats per example. */
  readonly loss: number;
  /** Largest number of solver iterations in any layer. */
  readonly iterations: number;
  /** Largest solver residual in any layer, in units of z. */
  readonly residual: number;
}

/** A loss or gradient that is not finite: the run diverged and its numbers mean nothing. */
export class DivergedError extends Error {
  /** Name that messages begin with. */
  override readonly name = "DivergedError";
}

/**
 * One gradient and one update. Waits for the loss, which is what makes a step's time well defined.
 *
 * @param options the key is this step's own; see `foldIn`.
 * @throws {DivergedError} if the loss is not finite, with the step and the parameters whose gradients are not.
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { foldIn, getEstimator, key, useBackend } from "../estimators/mod.ts";
 * import { bnnMlp } from "./bnn/mlp.ts";
 * import { Adam } from "./optimisers/adam.ts";
 * import { trainStep } from "./train_step.ts";
 *
 * await useBackend("cpu");
 * const model = bnnMlp({ key: key(0), trainingExamples: 2, widths: [3, 4, 2] });
 * const optimiser = new Adam([...model.parameters.values()], { learningRate: 1e-3 });
 * const batch = { images: tf.ones([2, 3]) as tf.Tensor2D, labels: tf.tensor1d([0, 1], "int32") };
 * for (let step = 0; step < 3; step++) {
 *   const { loss } = await trainStep(model, optimiser, batch, {
 *     estimator: getEstimator("r2g2"),
 *     key: foldIn(key(1), step),
 *   });
 *   console.assert(Number.isFinite(loss));
 * }
 * ```
 */
export async function trainStep(
  model: Model,
  optimiser: Adam,
  batch: Batch,
  options: ModelGradientOptions,
): Promise<StepInfo> {
  const { value, gradients, iterations, residual } = parameterGradients(model, batch, options);
  try {
    optimiser.apply(gradients);
    const loss = (await value.data())[0]!;
    if (Number.isFinite(loss)) return { loss, iterations, residual };
    throw await divergence(model, gradients, { loss, step: optimiser.steps });
  } finally {
    tf.dispose([value, ...gradients]);
  }
}

async function divergence(
  model: Model,
  gradients: readonly tf.Tensor[],
  { loss, step }: { readonly loss: number; readonly step: number },
): Promise<DivergedError> {
  const names = [...model.parameters.keys()];
  const bad: string[] = [];
  for (const [i, gradient] of gradients.entries()) {
    if ((await gradient.data()).some((entry) => !Number.isFinite(entry))) bad.push(names[i]!);
  }
  const where = bad.length === 0 ? "no gradient" : bad.join(", ");
  return new DivergedError(`${model.name} diverged at step ${step}: loss ${loss}, not finite in ${where}`);
}
