/**
 * Checks of what users pass to a family; a wrong covariance must never become a number.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { canReadSync, decide } from "../backend/read.ts";

/**
 * Checks shapes.
 *
 * @throws {RangeError} unless the scale has the mean's shape, or one of them is [n] and the other [B, n].
 */
export function requireRows(
  what: string,
  mean: tf.Tensor,
  [name, scale]: readonly [name: string, scale: tf.Tensor],
): void {
  const n = mean.shape.at(-1);
  const sharedByOne = mean.rank + scale.rank === 3 && mean.rank > 0 && scale.rank > 0;
  if (scale.shape.at(-1) === n && sharedByOne) return;
  if (scale.rank === mean.rank && scale.shape.every((axis, i) => axis === mean.shape[i])) return;
  throw new RangeError(
    `${what}: ${name} has shape [${scale.shape}] but mean has [${mean.shape}]; ` +
      "wanted the same shape, or [n] for one and [B, n] for the other",
  );
}

/**
 * Checks standard deviations.
 *
 * @throws {RangeError} unless every value is finite and above zero. Where tensors cannot be read
 * synchronously (WebGPU) the check is left out: a read would have to wait for the device.
 */
export function requirePositive(what: string, tensor: tf.Tensor): void {
  if (!canReadSync()) return;
  const at = decide([tensor], (values) => values.findIndex((value) => !(value > 0 && value < Infinity)));
  if (at >= 0) {
    throw new RangeError(`${what}[${at}] is ${tensor.dataSync()[at]}; wanted a finite number above 0`);
  }
}
