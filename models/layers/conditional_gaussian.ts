/**
 * A diagonal Gaussian whose moments a small network computes: two hidden tanh layers, two linear heads.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type Draw, type Estimator, type Key, split } from "../../estimators/mod.ts";
import { denseLayer } from "./dense.ts";
import { drawThrough, type Moments } from "./latent_linear.ts";

/** A network that owns its variables. */
export interface ConditionalGaussian {
  /** Variables by layer and name, e.g. `hidden1/weights`. */
  readonly parameters: Readonly<Record<string, tf.Variable>>;
  /** shape: [B, inputs] -> moments [B, outputs] */
  apply(inputs: tf.Tensor): Moments;
  /** The network's first map as the site of a Gaussian input. shapes: moments [B, inputs] -> draw [B, hidden] */
  draw(moments: Moments, estimator: Estimator, key: Key): Draw;
  /** Moments from the first map's pre-activations. shape: [B, hidden] -> [B, outputs] */
  applyFrom(preactivations: tf.Tensor): Moments;
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
  const heads = (features: tf.Tensor): Moments => ({
    mean: layers.mean.apply(features),
    logScale: layers.logScale.apply(features),
  });
  return {
    parameters: Object.fromEntries(
      Object.entries(layers).flatMap(([layer, { parameters }]) =>
        Object.entries(parameters).map(([name, variable]) => [`${layer}/${name}`, variable])
      ),
    ),
    apply: (x) => heads(layers.hidden2.apply(layers.hidden1.apply(x))),
    draw(moments, estimator, drawKey) {
      const { weights, bias } = layers.hidden1.parameters;
      return drawThrough({ matrix: tf.transpose(weights), bias }, moments, { estimator, key: drawKey });
    },
    applyFrom: (preactivations) => heads(layers.hidden2.apply(tf.tanh(preactivations))),
  };
}
