/**
 * Values of variables as plain arrays, for checkpoints.
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/** Copies of the values of some variables, in their order. */
export function readVariables(variables: readonly tf.Variable[]): Promise<Float32Array[]> {
  return Promise.all(variables.map(async (variable) => Float32Array.from(await variable.data())));
}

/**
 * Gives variables the values that {@linkcode readVariables} read.
 *
 * @throws {RangeError} if there are not as many values as the variables have.
 */
export function writeVariables(variables: readonly tf.Variable[], values: readonly Float32Array[]): void {
  const [found, wanted] = [values.map(({ length }) => length), variables.map(({ size }) => size)];
  if (found.join() !== wanted.join()) {
    throw new RangeError(`variables of sizes ${found.join(", ")}; wanted ${wanted.join(", ")}`);
  }
  tf.tidy(() => variables.forEach((variable, i) => variable.assign(tf.tensor(values[i]!, variable.shape))));
}
