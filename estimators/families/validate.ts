/**
 * Checks of what users pass to a family; a wrong covariance must never become a number.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { canReadSync } from "../backend/read.ts";

/** Checks shapes. @throws {RangeError} unless all tensors have the shape of the first. */
export function requireSameShape(what: string, tensors: Readonly<Record<string, tf.Tensor>>): void {
  const [[firstName, first], ...rest] = Object.entries(tensors) as [
    [string, tf.Tensor],
    ...[string, tf.Tensor][],
  ];
  for (const [name, tensor] of rest) {
    if (tensor.rank === first.rank && tensor.shape.every((axis, i) => axis === first.shape[i])) continue;
    throw new RangeError(
      `${what}: ${name} has shape [${tensor.shape}] but ${firstName} has [${first.shape}]; they must agree`,
    );
  }
}

/**
 * Checks standard deviations.
 *
 * @throws {RangeError} unless every value is finite and above zero. Where tensors cannot be read
 * synchronously (WebGPU) the check is left out: a read would have to wait for the device.
 */
export function requirePositive(what: string, tensor: tf.Tensor): void {
  if (!canReadSync()) return;
  const values = tensor.dataSync();
  const at = values.findIndex((value) => !(value > 0 && value < Infinity));
  if (at >= 0) throw new RangeError(`${what}[${at}] is ${values[at]}; wanted a finite number above 0`);
}
