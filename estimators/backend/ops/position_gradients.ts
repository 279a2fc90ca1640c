/**
 * Gradients of the kernels for weight vectors with several positions.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { run, runOne } from "./gradients.ts";

/** Tells tfjs the gradients. Idempotent. */
export function registerPositionGradients(): void {
  for (const config of configs) tf.registerGradient(config);
}

/** Takes the gradients out again. */
export function restorePositionGradients(): void {
  for (const { kernelName } of configs) {
    if (tf.getGradient(kernelName) !== undefined) tf.unregisterGradient(kernelName);
  }
}

// tfjs asks for x first, if at all, and only where x is differentiated. Both gradients come from one pass, so
// what it fills for the second is allocated outside of the calls, to outlive them.
const configs: tf.GradConfig[] = [
  {
    kernelName: "R2g2PositionNoise",
    inputsToSave: ["x", "scale"],
    gradFunc(dys, saved, attrs) {
      const [x, scale] = saved as [tf.Tensor, tf.Tensor];
      const dScale = tf.zerosLike(scale);
      const inputs = { dy: one(dys), x, scale, dScale };
      let filled = false;
      return {
        x() {
          filled = true;
          return runOne("R2g2PositionNoiseGradient", inputs, { ...attrs, scaleOnly: false });
        },
        scale() {
          if (!filled) run("R2g2PositionNoiseGradient", inputs, { ...attrs, scaleOnly: true });
          return tf.clone(dScale);
        },
      };
    },
  },
  {
    kernelName: "R2g2GramPath",
    inputsToSave: ["x", "variance", "beta"],
    gradFunc(dys, saved) {
      const [x, variance, beta] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      const dVariance = tf.zerosLike(variance);
      const inputs = { dy: one(dys), x, variance, beta, dVariance };
      let filled = false;
      return {
        x() {
          filled = true;
          return runOne("R2g2GramPathGradient", inputs, { varianceOnly: false });
        },
        variance() {
          if (!filled) run("R2g2GramPathGradient", inputs, { varianceOnly: true });
          return tf.clone(dVariance);
        },
      };
    },
  },
];

const one = (dy: tf.Tensor | tf.Tensor[]): tf.Tensor => Array.isArray(dy) ? dy[0]! : dy;
