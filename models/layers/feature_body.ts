/**
 * Deterministic features of an image, for a Bayesian last layer: fixed, or trained with it.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type Key, normal, split } from "../../estimators/mod.ts";
import { denseLayer } from "./dense.ts";

/** Features that own their variables and tensors. */
export interface FeatureBody {
  /** Number of features, without the bias that a last layer adds. */
  readonly features: number;
  /** Variables by name, none where features are fixed. */
  readonly parameters: Readonly<Record<string, tf.Variable>>;
  /** Tensors that are not trained. */
  readonly fixed: readonly tf.Tensor[];
  /** shape: [B, pixels] -> [B, features] */
  apply(images: tf.Tensor2D): tf.Tensor2D;
}

/** tanh of random projections that are not trained, with a standard deviation of 2/√pixels each. */
export function fixedFeatures(
  { pixels, features, key }: { readonly pixels: number; readonly features: number; readonly key: Key },
): FeatureBody {
  const projection = tf.tidy(() => tf.mul(normal(key, [pixels, features]), 2 / Math.sqrt(pixels)));
  return {
    features,
    parameters: {},
    fixed: [projection],
    apply: (images) => tf.tanh(tf.matMul(images, projection as tf.Tensor2D)),
  };
}

/** Dense tanh layers that are trained. @param options.widths pixels, hidden widths, features. */
export function trainedFeatures(
  { widths, key }: { readonly widths: readonly number[]; readonly key: Key },
): FeatureBody {
  if (widths.length < 2) {
    throw new RangeError(`features: widths are [${widths}]; wanted at least pixels and features`);
  }
  const layers = split(key, widths.length - 1).map((own, i) =>
    denseLayer({ inputs: widths[i]!, outputs: widths[i + 1]!, activation: "tanh", key: own })
  );
  return {
    features: widths.at(-1)!,
    parameters: Object.fromEntries(
      layers.flatMap(({ parameters }, i) =>
        Object.entries(parameters).map(([name, own]) => [`body${i + 1}/${name}`, own])
      ),
    ),
    fixed: [],
    apply: (images) => layers.reduce((hidden, layer) => layer.apply(hidden), images),
  };
}
