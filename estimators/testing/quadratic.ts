/**
 * Quadratic losses of pre-activations, whose expectations under a Gaussian are known exactly.
 *
 * loss(Z) = ½ Σ_{o,p} Q_{op} z_oᵀ R z_p + Σ_{i,o} C_{io} Z_{io} for the pre-activations Z of one example, with
 * positions i as rows and units (or outputs) o as columns. At a latent site there is one position.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { SiteLoss } from "../gradients.ts";
import type { Key } from "../random/mod.ts";
import { foldIn, normals } from "../random/mod.ts";
import type { Matrix } from "../linalg/matrix.ts";

/** A quadratic loss of one example's pre-activations. */
export interface Quadratic {
  /** Q, symmetric. shape: [O, O], or [m, m] at a latent site; all zero for a linear loss. */
  readonly units: Matrix;
  /** R, symmetric. shape: [P, P]; [[1]] at a latent site. */
  readonly positions: Matrix;
  /** C. shape: [P, O], or [1, m] at a latent site. */
  readonly linear: Matrix;
}

/** The loss as the estimators see it: [B, m], [B, O] or [B, P, O] -> [B]. */
export function quadraticLoss({ units, positions, linear }: Quadratic): SiteLoss {
  const curved = units.flat().some((value) => value !== 0);
  const [rows, columns] = [positions.length, units.length];
  return (preactivations) => {
    const z = tf.reshape(preactivations, [-1, rows, columns]);
    const straight = tf.sum(tf.mul(z, tensorOf(linear)), [1, 2]);
    if (!curved) return straight;
    const mixedUnits = tf.reshape(tf.matMul(tf.reshape(z, [-1, columns]), tensorOf(units)), z.shape);
    const swapped = tf.reshape(tf.transpose(mixedUnits, [0, 2, 1]), [-1, rows]);
    const mixed = tf.reshape(tf.matMul(swapped, tensorOf(positions)), [-1, columns, rows]);
    return tf.add(straight, tf.mul(0.5, tf.sum(tf.mul(z, tf.transpose(mixed, [0, 2, 1])), [1, 2])));
  };
}

/** A seeded loss; not definite, so that no part of a gradient is of one sign only. */
export function randomQuadratic(
  key: Key,
  { rows, columns, curved }: { readonly rows: number; readonly columns: number; readonly curved: boolean },
): Quadratic {
  const zero = Array.from({ length: columns }, () => new Array<number>(columns).fill(0));
  return {
    units: curved ? symmetric(foldIn(key, 0), columns) : zero,
    positions: rows === 1 ? [[1]] : symmetric(foldIn(key, 1), rows),
    linear: draws(foldIn(key, 2), rows, columns),
  };
}

/** Off-diagonal normals of size 1/√size around a diagonal of 1 and ½ in turn. */
function symmetric(key: Key, size: number): number[][] {
  const values = draws(key, size, size);
  return values.map((row, i) =>
    row.map((value, j) =>
      (i === j ? 1 - 0.5 * (i % 2) : 0) + (value + values[j]![i]!) / (2 * Math.sqrt(size))
    )
  );
}

/** Standard normals that float32 holds exactly. */
function draws(key: Key, rows: number, columns: number): number[][] {
  const values = normals(key, rows * columns);
  return Array.from({ length: rows }, (_, i) => Array.from(values.subarray(i * columns, (i + 1) * columns)));
}

function tensorOf(matrix: Matrix): tf.Tensor2D {
  return tf.tensor2d(matrix as number[][]);
}
