/**
 * One training step.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { parameterGradients } from "./model_gradients.ts";
import type { ModelGradientOptions } from "./model_gradients.ts";
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
 * @throws {DivergedError} that names the step, the model and the layers whose parameters are not finite.
 */
export async function trainStep(
  model: Model,
  optimiser: Adam,
  batch: Batch,
  options: ModelGradientOptions,
): Promise<StepInfo> {
  const { value, gradients, iterations, residual } = parameterGradients(model, batch, options);
  optimiser.apply(gradients);
  const loss = (await value.data())[0]!;
  if (!Number.isFinite(loss)) throw await divergence(model, gradients, { loss, step: optimiser.steps });
  tf.dispose([value, ...gradients]);
  return { loss, iterations, residual };
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
