/**
 * The sites that every estimator is tried on: each family and map, and the awkward ones among them.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { GaussianFamily, GaussianSite } from "../types.ts";
import { diagonal, diagonalLogScale } from "../families/diagonal.ts";
import { full } from "../families/full.ts";
import { lowRank } from "../families/low_rank.ts";
import { denseMap, inputMap } from "../linalg/linear_map.ts";
import { type Key, key, split } from "../random/mod.ts";
import { normal, uniform } from "../random/tensors.ts";

/** One site to try, made anew at each call: the caller disposes its tensors. */
export interface SiteCase {
  readonly name: string;
  /** Examples of the minibatch. */
  readonly batch: number;
  /** Shape of one example's pre-activations as a matrix: [P, O], or [1, m] at a latent site. */
  readonly rows: number;
  readonly columns: number;
  /** Whether the loss to try here has a linear part, as it does where nothing is said. */
  readonly linear?: boolean;
  make(): GaussianSite;
}

const [meanKey, scaleKey, mapKey, factorKey] = split(key(2024), 4) as [Key, Key, Key, Key];

const batch = 3;
const n = 4;
const units = 2;

const scales = (shape: number[], factor = 1): tf.Tensor =>
  tf.tidy(() => tf.mul(factor, tf.add(0.3, uniform(scaleKey, shape))));
const mean = (shape: number[]): tf.Tensor => normal(meanKey, shape);

const latentFamilies: Readonly<Record<string, () => GaussianFamily>> = {
  "diagonal per example": () => diagonal(mean([batch, n]), scales([batch, n])),
  "diagonal log-scale, shared": () => diagonalLogScale(mean([n]), tf.tidy(() => tf.log(scales([n])))),
  "full per example": () => full(mean([batch, n]), tf.tidy(() => lowerFactor([batch, n, n]))),
  "low rank, factor shared": () => lowRank(mean([batch, n]), scales([batch, n]), normal(factorKey, [n, 2])),
};

/** Normals below a positive diagonal. */
function lowerFactor(shape: number[]): tf.Tensor {
  const below = tf.tensor2d(
    Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => j < i ? 1 : 0)),
  );
  return tf.add(tf.mul(tf.mul(0.6, normal(factorKey, shape)), below), tf.mul(tf.eye(n), scales([n])));
}

/** `rows` is m; `singular` repeats a row and empties another, as dead units do. */
const latentMaps: Readonly<Record<string, { readonly m: number; make(): tf.Tensor }>> = {
  "shared map, m < n": { m: 2, make: () => normal(mapKey, [2, n]) },
  "shared map, m > n": { m: 5, make: () => normal(mapKey, [5, n]) },
  "map per example, m < n": { m: 2, make: () => normal(mapKey, [batch, 2, n]) },
  "shared singular map": { m: 4, make: () => tf.tidy(() => singular(normal(mapKey, [2, n]), 0)) },
  "singular map per example": { m: 4, make: () => tf.tidy(() => singular(normal(mapKey, [batch, 2, n]), 1)) },
};

function singular(matrix: tf.Tensor, axis: number): tf.Tensor {
  const first = tf.split(matrix, 2, axis)[0]!;
  return tf.concat([matrix, tf.zerosLike(first), first], axis);
}

const weightInputs: Readonly<Record<string, { readonly rows: number; make(): tf.Tensor }>> = {
  "dense inputs": { rows: 1, make: () => normal(mapKey, [batch, n]) },
  "dense inputs, one dead example": {
    rows: 1,
    make: () => tf.tidy(() => tf.mul(normal(mapKey, [batch, n]), tf.tensor2d([[1], [0], [1]]))),
  },
  "one position": { rows: 1, make: () => normal(mapKey, [batch, 1, n]) },
  "two positions": { rows: 2, make: () => normal(mapKey, [batch, 2, n]) },
  "four positions, one dead and one repeated": { rows: 4, make: () => tf.tidy(deadAndRepeated) },
  "more positions than inputs": { rows: n + 1, make: () => normal(mapKey, [batch, n + 1, n]) },
};

/** As ReLUs leave them: patches without a signal, and patches of a constant image. */
function deadAndRepeated(): tf.Tensor {
  const [first, second] = tf.split(normal(mapKey, [batch, 2, n]), 2, 1) as [tf.Tensor, tf.Tensor];
  return tf.concat([first, tf.zerosLike(first), second, first], 1);
}

/** All sites, latent ones first. */
export const siteCases: readonly SiteCase[] = [
  ...Object.entries(latentFamilies).flatMap(([familyName, family]) =>
    Object.entries(latentMaps).map(([mapName, { m, make }]) => ({
      name: `latent ${familyName}, ${mapName}`,
      batch,
      rows: 1,
      columns: m,
      make: () => ({ map: denseMap(make()), family: family() }),
    }))
  ),
  {
    // The published stopping rule is absolute. With mean and slope at zero the scale's gradient is not hidden
    // in the noise of a large mean's.
    name: "latent with small scales around zero",
    batch,
    rows: 1,
    columns: 5,
    linear: false,
    make: () => ({
      map: denseMap(normal(mapKey, [5, n])),
      family: diagonal(tf.zeros([batch, n]), scales([batch, n], 0.001)),
    }),
  },
  ...Object.entries(weightInputs).map(([name, { rows, make }]) => ({
    name: `weights, ${name}`,
    batch,
    rows,
    columns: units,
    make: () => ({ map: inputMap(make()), family: diagonal(mean([n, units]), scales([n, units])) }),
  })),
];

/** Frees the tensors that a site was made of. */
export function disposeSite({ map, family }: GaussianSite): void {
  tf.dispose([...Object.values(family.parameters), map.matrix]);
}
