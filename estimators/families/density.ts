/**
 * Log-densities in float64 with analytic gradients, as one differentiable operation.
 *
 * A correlated Gaussian's density is a difference of large numbers where the covariance is nearly singular:
 * in float32 nothing would be left of it. Values are read; where that cannot be done at once, float32 must do.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { canReadSync } from "../backend/read.ts";

/** How one family computes. Vectors are of one example; `weight` is the gradient that arrives. */
export interface DensityKernel<Factor> {
  /** The same in tf's operations, where no value can be read. @param parameters with or without a batch axis. */
  readonly onDevice: (deviation: tf.Tensor, parameters: readonly tf.Tensor[]) => tf.Tensor;
  /** What depends on the parameters alone; shared by examples that share them. */
  factor(parameters: readonly Float64Array[]): Factor;
  /** log N(mean + deviation; mean, Σ) in nats. */
  logDensity(factor: Factor, deviation: Float64Array): number;
  /** Adds the gradient for the deviation, and for every parameter, to `into`. */
  addGradients(
    at: { readonly factor: Factor; readonly deviation: Float64Array; readonly weight: number },
    into: { readonly deviation: Float64Array; readonly parameters: readonly Float64Array[] },
  ): void;
}

/** A parameter and the axes that it has for one example. */
export interface Parameter {
  /** The parameter as the family holds it. */
  readonly tensor: tf.Tensor;
  /** Axes without the batch axis. */
  readonly ownRank: number;
}

/**
 * log N(value; mean, Σ(parameters)), differentiable in all of them.
 *
 * @param value shape: [B, n]
 * @param mean shape: [n] or [B, n]
 * @returns shape: [B]
 */
export function logDensity<Factor>(
  kernel: DensityKernel<Factor>,
  { value, mean, parameters }: {
    readonly value: tf.Tensor;
    readonly mean: tf.Tensor;
    readonly parameters: readonly Parameter[];
  },
): tf.Tensor {
  if (!canReadSync()) {
    return kernel.onDevice(tf.sub(value, mean), parameters.map(({ tensor }) => tensor));
  }
  const tensors = [value, mean, ...parameters.map(({ tensor }) => tensor)];
  const ranks = [1, 1, ...parameters.map(({ ownRank }) => ownRank)];
  const operation = tf.customGrad((...given) => {
    const inputs = given.slice(0, tensors.length) as tf.Tensor[];
    const at = examples(kernel, inputs, ranks);
    const densities = Float32Array.from({ length: at.batch }, (_, b) => {
      const { factor, deviation } = at.example(b);
      return kernel.logDensity(factor, deviation);
    });
    // Saved, for the caller may free its tensors before backpropagation reaches this operation.
    (given.at(-1) as (tensors: tf.Tensor[]) => void)(inputs);
    const gradFunc = (upstream: tf.Tensor, saved: tf.Tensor[]) =>
      gradients(kernel, { inputs: saved, ranks, upstream });
    return { value: tf.tensor1d(densities), gradFunc };
  });
  return operation(...tensors);
}

function gradients<Factor>(
  kernel: DensityKernel<Factor>,
  { inputs, ranks, upstream }: {
    readonly inputs: readonly tf.Tensor[];
    readonly ranks: readonly number[];
    readonly upstream: tf.Tensor;
  },
): tf.Tensor[] {
  const at = examples(kernel, inputs, ranks);
  const weights = upstream.dataSync();
  const sums = inputs.map((input) => new Float64Array(input.size));
  const ofDeviation = new Float64Array(at.size);
  for (let b = 0; b < at.batch; b++) {
    const [valuePart, meanPart, ...parameters] = sums.map((sum, i) => at.part(sum, i, b));
    ofDeviation.fill(0);
    kernel.addGradients({ ...at.example(b), weight: weights[b]! }, { deviation: ofDeviation, parameters });
    ofDeviation.forEach((gradient, k) => {
      valuePart![k] = valuePart![k]! + gradient;
      meanPart![k] = meanPart![k]! - gradient;
    });
  }
  return sums.map((sum, i) => tf.tensor(Float32Array.from(sum), inputs[i]!.shape));
}

function examples<Factor>(
  kernel: DensityKernel<Factor>,
  inputs: readonly tf.Tensor[],
  ranks: readonly number[],
) {
  const [batch, size] = inputs[0]!.shape as [number, number];
  const values = inputs.map((input) => Float64Array.from(input.dataSync()));
  const batched = inputs.map((input, i) => input.rank > ranks[i]!);
  const part = (all: Float64Array, i: number, b: number) => {
    const length = batched[i] ? all.length / batch : all.length;
    return all.subarray(batched[i] ? b * length : 0, (batched[i] ? b * length : 0) + length);
  };
  const shared = batched.slice(2).every((own) => !own);
  const factorOf = (b: number) => kernel.factor(values.slice(2).map((all, i) => part(all, i + 2, b)));
  const common = shared && batch > 0 ? factorOf(0) : undefined;
  return {
    batch,
    size,
    part,
    example(b: number) {
      const mean = part(values[1]!, 1, b);
      const deviation = part(values[0]!, 0, b).map((value, k) => value - mean[k]!);
      return { factor: common ?? factorOf(b), deviation };
    },
  };
}
