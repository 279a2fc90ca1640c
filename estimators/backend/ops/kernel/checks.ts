/**
 * Operands of a call, checked; errors name the kernel, the operand, what it is and what was wanted.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Call } from "./kernel.ts";

/**
 * An operand that must be there and be float32.
 *
 * @throws TypeError where it is missing or of another type
 */
export function operand(kernel: string, { inputs }: Pick<Call, "inputs">, name: string): tf.TensorInfo {
  const tensor = inputs[name];
  if (tensor === undefined) throw new TypeError(`${kernel}: input ${name} is missing`);
  if (tensor.dtype !== "float32") {
    throw new TypeError(
      `${kernel}: ${name} is ${tensor.dtype} [${tensor.shape}]; wanted float32: use tf.cast(x, "float32")`,
    );
  }
  return tensor;
}

/**
 * Throws unless an operand has the shape that the others ask for.
 *
 * @throws RangeError
 */
export function requireShape(
  kernel: string,
  { name, tensor, wanted }: { name: string; tensor: tf.TensorInfo; wanted: readonly number[] | string },
): void {
  if (typeof wanted !== "string" && tf.util.arraysEqual(tensor.shape, wanted as number[])) return;
  throw new RangeError(`${kernel}: ${name} has shape [${tensor.shape}]; wanted [${wanted}]`);
}

/** Throws unless every operand is float32; the message names the kernel, the types and the shapes. */
export function requireFloat32(kernel: string, operands: readonly tf.TensorInfo[]): void {
  if (operands.every((operand) => operand.dtype === "float32")) return;
  const found = operands.map((operand) => `${operand.dtype} [${operand.shape}]`).join(" and ");
  throw new TypeError(`${kernel}: got ${found}, wanted float32: convert with tf.cast(x, "float32")`);
}
