import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { testOnWebgpu } from "../../testing/backends.ts";
import { orthonormalRows } from "./orthonormal_rows.ts";

const TRANSPOSED = true;

/** Largest entry of a tensor. */
async function largest(tensor: tf.Tensor): Promise<number> {
  return (await tf.max(tf.abs(tensor)).data())[0]!;
}

await testOnWebgpu("rows span what they spanned, and are orthonormal or zero", async () => {
  const [first, second] = [tf.randomNormal([3, 20, 24], 0, 1, "float32", 1), tf.zeros([3, 1, 24])];
  // Dependent rows lie in the block of those that they depend on, and in the next one.
  const twice = tf.mul(3, tf.slice(first, [0, 2, 0], [3, 1, 24]));
  const matrices = tf.concat([first, second, twice], 1) as tf.Tensor3D;
  const rows = orthonormalRows(matrices);
  const gram = tf.matMul(rows, rows, !TRANSPOSED, TRANSPOSED);
  const wanted = tf.diag(tf.tensor1d([...Array<number>(20).fill(1), 0, 0]));
  assert.ok(await largest(tf.sub(gram, wanted)) < 3e-6);
  const projected = tf.matMul(tf.matMul(matrices, rows, !TRANSPOSED, TRANSPOSED), rows);
  assert.ok(await largest(tf.sub(projected, matrices)) < 3e-5);
});

await testOnWebgpu("rows that agree in four digits are told apart", async () => {
  const [base, other] = [tf.ones([1, 1, 6]), tf.tensor3d([[[1, -1, 1, -1, 1, -1]]])];
  const rows = orthonormalRows(tf.concat([base, tf.add(base, tf.mul(1e-4, other))], 1) as tf.Tensor3D);
  const overlap = tf.sum(tf.mul(rows, tf.div(other, Math.sqrt(6))), -1);
  const [first, second] = await overlap.data();
  assert.ok(Math.abs(first!) < 1e-6 && Math.abs(second! - 1) < 1e-3, `${first} ${second}`);
});
