/**
 * Floating-point operations of a gradient: those that the backend's kernels did, and those that the estimators count.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { profile } from "../../estimators/mod.ts";
import { type Batch, type Model, sampledObjective } from "../../models/mod.ts";
import type { Metric } from "../store/record/record.ts";
import { oneGradient, type OneGradientOptions } from "./one_gradient.ts";
import { observed } from "./observed.ts";

/** Two counts of one gradient; see `flops.ts` of the estimators' backend for the convention. */
export interface GradientFlops {
  /** Of all kernels that ran, forward and backward. */
  readonly measured: number;
  /** Of the layers' draws alone, forward, by the estimators' own formulas. */
  readonly analytic: number;
  /** Whether every kernel that ran has a known cost; otherwise `measured` is a lower bound. */
  readonly complete: boolean;
}

/** Counts the operations of one gradient of all parameters. */
export async function gradientFlops(
  model: Model,
  batch: Batch,
  options: OneGradientOptions,
): Promise<GradientFlops> {
  let analytic = 0;
  const estimator = observed(options.estimator, ({ info }, site, drawn) => {
    const { fixed, perIteration } = drawn.cost(site);
    analytic += fixed + perIteration * info.iterations;
  });
  tf.tidy(() => {
    sampledObjective(model, batch, { ...options, estimator });
  });
  const { flops, uncounted } = await profile(() => oneGradient(model, batch, options));
  return { measured: flops, analytic, complete: uncounted.length === 0 };
}

/** Metrics `flops` at `{ kind: "measured" }` and `{ kind: "analytic" }`. */
export function flopsMetrics(
  { measured, analytic }: GradientFlops,
  at: Readonly<Record<string, string | number>> = {},
): Metric[] {
  return Object.entries({ measured, analytic }).map(([kind, flops]) => (
    { name: "flops", unit: "flop", at: { ...at, kind }, values: [flops] }
  ));
}
