/**
 * Exact conditioning where values cannot be read: ε* = QᵀQ ε for orthonormal rows Q of the row space of A = W S.
 *
 * A shared W is reduced to its own row space first, once: the condition of S and that of W do not multiply.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { GaussianSite } from "../types.ts";
import type { Solution } from "./types.ts";
import { orthonormalRows } from "../backend/webgpu/orthonormal_rows.ts";
import { applyMap, applyMapTransposed, AS_STORED, denseMap, TRANSPOSED } from "./linear_map.ts";

/** ε* in float32, by Gram–Schmidt on the device. noise shape: [B, noiseSize] */
export function projectOnDevice({ map, family }: GaussianSite, noise: tf.Tensor): Solution {
  const projection = tf.tidy(() => {
    const matrix = map.batch === undefined ? reduced(map.matrix as tf.Tensor2D) : map.matrix;
    const rows = denseMap(basisOf(family.timesRoot(matrix)));
    return applyMapTransposed(rows, applyMap(rows, noise));
  });
  return { noise: projection, status: "converged", iterations: 0, residual: NaN };
}

/** min(m, n) well-conditioned rows that span those of W [m, n]: Q, or the projection QᵀQ. */
function reduced(matrix: tf.Tensor2D): tf.Tensor2D {
  const [outputs, inputs] = matrix.shape;
  const basis = basisOf(matrix) as tf.Tensor2D;
  return outputs <= inputs ? basis : tf.matMul(basis, basis, TRANSPOSED, AS_STORED);
}

/** shape: [m, k] or [S, m, k] */
function basisOf(matrix: tf.Tensor): tf.Tensor {
  if (matrix.rank === 3) return orthonormalRows(matrix as tf.Tensor3D);
  return tf.squeeze(orthonormalRows(tf.expandDims(matrix, 0) as tf.Tensor3D), [0]);
}
