/**
 * An orthonormal basis of every matrix's row space, on the device: Gram–Schmidt by blocks of rows, twice each.
 *
 * Source: Giraud, Langou, Rozložník, van den Eshof, Numerische Mathematik 101 (2005): a second pass makes the rows
 * orthogonal to rounding whatever the condition, where a Gram matrix in float32 would lose half of the digits.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { LANES, runProgram } from "./program.ts";

/** A row counts as dependent where less than this share of its length is left over from those before it. */
const DEPENDENT = 1e-5;
/** Rows of a block: products of matrices do what lies between blocks, a program what lies within one. */
const BLOCK = 16;

/**
 * Rows Q with QᵀQ the projection on the row space of A; a row of A that depends on those before it gives zeros.
 *
 * @param matrices A. shape: [S, m, k]
 * @returns shape: [S, m, k]
 */
export function orthonormalRows(matrices: tf.Tensor3D): tf.Tensor3D {
  const [systems, rows, columns] = matrices.shape;
  return tf.tidy(() => {
    const lengths = tf.sum(tf.square(matrices), -1);
    let basis: tf.Tensor3D | undefined;
    for (let first = 0; first < rows; first += BLOCK) {
      const count = Math.min(BLOCK, rows - first);
      let block = tf.slice(matrices, [0, first, 0], [systems, count, columns]);
      for (let round = 0; round < 2 && basis !== undefined; round++) block = without(block, basis);
      const own = orthonormaliseBlock(block, tf.slice(lengths, [0, first], [systems, count]));
      basis = basis === undefined ? own : tf.concat([basis, own], 1);
    }
    return basis!;
  });
}

/** What is left of rows when their part in the span of orthonormal rows is taken away. */
function without(rows: tf.Tensor3D, basis: tf.Tensor3D): tf.Tensor3D {
  const [asStored, transposed] = [false, true];
  return tf.sub(rows, tf.matMul(tf.matMul(rows, basis, asStored, transposed), basis));
}

/** @param lengths squared, of the rows as they were given. shape: [S, rows] */
function orthonormaliseBlock(block: tf.Tensor3D, lengths: tf.Tensor): tf.Tensor3D {
  const [systems, rows, columns] = block.shape;
  return runProgram({
    name: "orthonormalise_block",
    inputs: { block, lengths },
    sizes: { systems, rows, columns },
    shape: block.shape,
    threads: systems * LANES,
    code: CODE,
  }) as tf.Tensor3D;
}

// One workgroup for each block; its threads share the columns.
const CODE = `
  var<workgroup> coefficients : array<f32, ${BLOCK}>;
  var<workgroup> parts : array<f32, ${LANES}>;

  fn main(index : i32) {
    let lane = i32(localId.x);
    let system = index / ${LANES};
    let live = system < uniforms.systems;
    let columns = select(0, uniforms.columns, live);
    let base = system * uniforms.rows * uniforms.columns;
    for (var i = 0; i < uniforms.rows; i++) {
      let own = base + i * columns;
      for (var c = lane; c < columns; c += ${LANES}) { result[own + c] = f32(block[own + c]); }
      for (var round = 0; round < 2; round++) {
        storageBarrier();
        workgroupBarrier();
        for (var j = lane; live && j < i; j += ${LANES}) {
          var sum = 0.0;
          for (var c = 0; c < columns; c++) { sum += result[base + j * columns + c] * result[own + c]; }
          coefficients[j] = sum;
        }
        workgroupBarrier();
        for (var c = lane; c < columns; c += ${LANES}) {
          var value = result[own + c];
          for (var j = 0; j < i; j++) { value -= coefficients[j] * result[base + j * columns + c]; }
          result[own + c] = value;
        }
      }
      var part = 0.0;
      for (var c = lane; c < columns; c += ${LANES}) { part += result[own + c] * result[own + c]; }
      parts[lane] = part;
      workgroupBarrier();
      var left = 0.0;
      for (var k = 0; k < ${LANES}; k++) { left += parts[k]; }
      let keep = live && left > ${DEPENDENT ** 2} * lengths[system * uniforms.rows + i];
      let factor = select(0.0, inverseSqrt(left), keep);
      for (var c = lane; c < columns; c += ${LANES}) { result[own + c] *= factor; }
      workgroupBarrier();
    }
  }
`;
