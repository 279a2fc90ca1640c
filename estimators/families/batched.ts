/**
 * Products and checks of parameters that may have a batch axis in front.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { canReadSync, decide } from "../backend/read.ts";
import { AS_STORED } from "../linalg/linear_map.ts";

/**
 * S v or Sᵀ v for every example.
 *
 * @param matrix shape: [a, b] or [B, a, b]
 * @param vectors shape: [B, b], or [B, a] if transposed
 */
export function batchVector(matrix: tf.Tensor, vectors: tf.Tensor, transposed: boolean): tf.Tensor {
  if (matrix.rank === 2) {
    return tf.matMul(vectors as tf.Tensor2D, matrix as tf.Tensor2D, AS_STORED, !transposed);
  }
  return tf.squeeze(tf.matMul(matrix, tf.expandDims(vectors, -1), transposed, AS_STORED), [-1]);
}

/**
 * W S where either may have a batch axis; the one without is never copied for each example.
 *
 * @param left shape: [m, a] or [B, m, a]
 * @param right shape: [a, b] or [B, a, b]
 * @returns shape: [m, b] or [B, m, b]
 */
export function batchTimes(left: tf.Tensor, right: tf.Tensor): tf.Tensor {
  if (left.rank === right.rank) return tf.matMul(left, right);
  const [m, a] = left.shape.slice(-2) as [number, number];
  const b = right.shape.at(-1)!;
  if (right.rank === 2) {
    return tf.reshape(tf.matMul(tf.reshape(left, [-1, a]), right as tf.Tensor2D), [-1, m, b]);
  }
  const side = tf.reshape(tf.transpose(right, [1, 0, 2]), [a, -1]);
  return tf.transpose(tf.reshape(tf.matMul(left as tf.Tensor2D, side as tf.Tensor2D), [m, -1, b]), [1, 0, 2]);
}

/**
 * Parameters of equal parts of the batch; one without a batch axis is every part's.
 *
 * @param ranks axes of each parameter for one example, by name.
 * @returns for every part the values in the order of `parameters`.
 */
export function splitParameters(
  parameters: Readonly<Record<string, tf.Tensor>>,
  ranks: Readonly<Record<string, number>>,
  count: number,
): tf.Tensor[][] {
  const parts = Object.entries(parameters).map(([name, value]) =>
    value.rank > ranks[name]! ? tf.split(value, count, 0) : Array.from({ length: count }, () => value)
  );
  return Array.from({ length: count }, (_, part) => parts.map((values) => values[part]!));
}

/** Checks axes. @throws {RangeError} unless the tensor has one of the ranks and no empty axis. */
export function requireRank(what: string, tensor: tf.Tensor, ranks: readonly number[]): void {
  if (ranks.includes(tensor.rank) && tensor.shape.every((axis) => axis > 0)) return;
  throw new RangeError(
    `${what} has shape [${tensor.shape}]; wanted ${ranks.join(" or ")} axes, none of them empty`,
  );
}

/**
 * The batch that the parameters agree on; undefined where none has a batch axis.
 *
 * @param parameters tensors by name, each with the axes that it has for one example.
 * @throws {RangeError} where two of them differ.
 */
export function requireBatch(
  what: string,
  parameters: Readonly<Record<string, readonly [tf.Tensor, number]>>,
): number | undefined {
  let [batch, from]: [number | undefined, string] = [undefined, ""];
  for (const [name, [tensor, ownRank]] of Object.entries(parameters)) {
    if (tensor.rank === ownRank) continue;
    const own = tensor.shape[0]!;
    if (batch !== undefined && own !== batch) {
      throw new RangeError(
        `${what}: ${name} is for ${own} examples but ${from} for ${batch}; they must agree`,
      );
    }
    [batch, from] = [own, name];
  }
  return batch;
}

/** Checks a factor. @throws {RangeError} unless every matrix is lower triangular, finite and has a diagonal above zero. */
export function requireFactor(what: string, tensor: tf.Tensor): void {
  if (!canReadSync()) return;
  const n = tensor.shape.at(-1)!;
  const placeOf = (at: number) => [Math.floor(at / n) % n, at % n] as const;
  const isWrong = (value: number, at: number) => {
    const [row, column] = placeOf(at);
    if (column > row) return value !== 0;
    return column === row ? !(value > 0 && value < Infinity) : !Number.isFinite(value);
  };
  const at = decide([tensor], (values) => values.findIndex(isWrong));
  if (at < 0) return;
  const [row, column] = placeOf(at);
  const wanted = column > row
    ? "0 above the diagonal"
    : `a finite number${column === row ? " above 0 on the diagonal" : ""}`;
  throw new RangeError(`${what}[${row}, ${column}] is ${tensor.dataSync()[at]}; wanted ${wanted}`);
}

/** Checks values. @throws {RangeError} unless every value is finite. */
export function requireFinite(what: string, tensor: tf.Tensor): void {
  if (!canReadSync()) return;
  const at = decide([tensor], (values) => values.findIndex((value) => !Number.isFinite(value)));
  if (at >= 0) throw new RangeError(`${what}[${at}] is ${tensor.dataSync()[at]}; wanted a finite number`);
}
