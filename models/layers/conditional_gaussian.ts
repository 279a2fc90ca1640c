/**
 * A diagonal Gaussian whose moments a small network computes: two hidden tanh layers, two linear heads.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type Key, normal, split } from "../../estimators/mod.ts";
import { denseLayer } from "./dense.ts";
import type { Moments } from "./latent_linear.ts";

/** A network that owns its variables. */
export interface ConditionalGaussian {
  /** Variables by layer and name, e.g. `hidden1/weights`. */
  readonly parameters: Readonly<Record<string, tf.Variable>>;
  /** shape: [B, inputs] -> moments [B, outputs] and a sampler */
  apply(inputs: tf.Tensor): Moments & { sample(key: Key): tf.Tensor };
}

/** @param options.hidden width of both hidden layers. */
export function conditionalGaussian(
  { inputs, outputs, hidden, key }: {
    readonly inputs: number;
    readonly outputs: number;
    readonly hidden: number;
    readonly key: Key;
  },
): ConditionalGaussian {
  const keys = split(key, 4);
  const layers = {
    hidden1: denseLayer({ inputs, outputs: hidden, activation: "tanh", key: keys[0]! }),
    hidden2: denseLayer({ inputs: hidden, outputs: hidden, activation: "tanh", key: keys[1]! }),
    mean: denseLayer({ inputs: hidden, outputs, key: keys[2]! }),
    logScale: denseLayer({ inputs: hidden, outputs, key: keys[3]! }),
  };
  return {
    parameters: Object.fromEntries(
      Object.entries(layers).flatMap(([layer, { parameters }]) =>
        Object.entries(parameters).map(([name, variable]) => [`${layer}/${name}`, variable])
      ),
    ),
    apply(x) {
      const features = layers.hidden2.apply(layers.hidden1.apply(x));
      const [mean, logScale] = [layers.mean.apply(features), layers.logScale.apply(features)];
      return {
        mean,
        logScale,
        sample: (drawKey) => tf.add(mean, tf.mul(tf.exp(logScale), normal(drawKey, mean.shape))),
      };
    },
  };
}
