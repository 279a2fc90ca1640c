/**
 * What kernels that move values need to know of them.
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * Bytes of one value.
 *
 * @throws TypeError for a type whose values do not lie on the wasm heap
 */
export function bytesOf(kernel: string, { dtype, shape }: tf.TensorInfo): number {
  if (dtype === "float32" || dtype === "int32" || dtype === "bool") return tf.util.bytesPerElement(dtype);
  throw new TypeError(`${kernel}: got ${dtype} [${shape}], wanted float32, int32 or bool`);
}
