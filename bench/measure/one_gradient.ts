/**
 * One gradient of all parameters, as training needs it: what is timed, and what operations are counted of.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Key } from "../../estimators/mod.ts";
import { type Batch, type Model, parameterGradients, type SampledChoice } from "../../models/mod.ts";

/** What {@linkcode oneGradient} draws. */
export interface OneGradientOptions {
  readonly estimator: SampledChoice;
  readonly key: Key;
  /** @default 1 */
  readonly samples?: number;
}

/** What a gradient's solvers did. */
export interface SolverWork {
  readonly iterations: number;
  /** Largest residual, in units of z. */
  readonly residual: number;
}

/** Draws a gradient and frees it; resolves when its objective can be read, so that its time is well defined. */
export async function oneGradient(
  model: Model,
  batch: Batch,
  options: OneGradientOptions,
): Promise<SolverWork> {
  const { value, gradients, iterations, residual } = parameterGradients(model, batch, options);
  await value.data();
  tf.dispose([value, ...gradients]);
  return { iterations, residual };
}
