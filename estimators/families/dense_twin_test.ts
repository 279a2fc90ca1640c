// Every correlated family against the same Gaussian written out as a dense covariance in float64.
import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { GaussianFamily } from "../types.ts";
import { foldIn, key } from "../random/mod.ts";
import { normal, uniform } from "../random/tensors.ts";
import { assertNoLeak, testOnBackends } from "../testing/backends.ts";
import { denseGaussian } from "../testing/dense_family.ts";
import { assertBlockClose } from "../testing/gradients_of.ts";
import { matrices, type Matrix, multiply, transpose } from "../linalg/matrix.ts";
import { full } from "./full.ts";
import { lowRank } from "./low_rank.ts";

const [batch, n, r] = [3, 4, 2];
const random = (shape: number[], at: number) => normal(foldIn(key(41), at), shape);
const positive = (shape: number[], at: number) => tf.add(0.4, uniform(foldIn(key(41), at), shape));

/** A lower factor with a diagonal of its own; `last` shrinks the last pivot: nearly singular. */
function lower(shape: number[], last = 1): tf.Tensor {
  const mask = tf.tensor2d(
    Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => j < i ? 1 : 0)),
  );
  const pivots = tf.tensor1d([1, 0.7, 1.3, last]);
  return tf.add(tf.mul(random(shape, 1), mask), tf.mul(tf.eye(n), pivots));
}

const families: Readonly<Record<string, () => GaussianFamily>> = {
  "full, shared": () => full(random([n], 0), lower([n, n])),
  "full, per example": () => full(random([batch, n], 0), lower([batch, n, n])),
  "full, mean per example": () => full(random([batch, n], 0), lower([n, n])),
  "full, factor per example": () => full(random([n], 0), lower([batch, n, n])),
  "full, nearly singular": () => full(random([batch, n], 0), lower([batch, n, n], 1e-3)),
  "low rank, shared": () => lowRank(random([n], 0), positive([n], 2), random([n, r], 3)),
  "low rank, per example": () =>
    lowRank(random([batch, n], 0), positive([batch, n], 2), random([batch, n, r], 3)),
  "low rank, scale per example": () => lowRank(random([n], 0), positive([batch, n], 2), random([n, r], 3)),
  "low rank, factor per example": () =>
    lowRank(random([batch, n], 0), positive([n], 2), random([batch, n, r], 3)),
  "low rank, nearly singular": () =>
    lowRank(random([batch, n], 0), tf.mul(2e-3, positive([batch, n], 2)), random([n, r], 3)),
  // The capacitance then has pivots from 1 to 1e6, all of which count.
  "low rank, nearly singular, one column all but empty": () =>
    lowRank(
      random([batch, n], 0),
      tf.mul(2e-3, positive([batch, n], 2)),
      tf.mul(random([n, r], 3), tf.tensor1d([1, 1e-3])),
    ),
  "low rank, factor of zero": () => lowRank(random([batch, n], 0), positive([n], 2), tf.zeros([n, r])),
  "low rank, more columns than variables": () =>
    lowRank(random([n], 0), positive([n], 2), random([n, n + 2], 3)),
};

/** ln |Σ| and Σ⁻¹ d by elimination. */
function eliminate(
  covariance: Matrix,
  deviation: readonly number[],
): { logDeterminant: number; solution: number[] } {
  const rows = covariance.map((row, i) => [...row, deviation[i]!]);
  const size = rows.length;
  let logDeterminant = 0;
  for (let k = 0; k < size; k++) {
    logDeterminant += Math.log(rows[k]![k]!);
    for (let i = 0; i < size; i++) {
      if (i === k) continue;
      const share = rows[i]![k]! / rows[k]![k]!;
      rows[i] = rows[i]!.map((value, j) => value - share * rows[k]![j]!);
    }
  }
  return { logDeterminant, solution: rows.map((row, k) => row[size]! / row[k]!) };
}

function denseLogDensity(family: GaussianFamily, b: number, value: readonly number[]): number {
  const { mean, covariance } = denseGaussian(family, b);
  const deviation = value.map((v, k) => v - mean[k]!);
  const { logDeterminant, solution } = eliminate(covariance, deviation);
  const form = deviation.reduce((sum, d, k) => sum + d * solution[k]!, 0);
  return -0.5 * (form + logDeterminant + n * Math.log(2 * Math.PI));
}

function denseKl(family: GaussianFamily, b: number, prior: number): number {
  const { mean, covariance } = denseGaussian(family, b);
  const { logDeterminant } = eliminate(covariance, mean);
  const squares = mean.reduce((sum, m, k) => sum + m * m + covariance[k]![k]!, 0);
  return 0.5 * (squares / prior ** 2 - n + 2 * n * Math.log(prior) - logDeterminant);
}

for (const [name, make] of Object.entries(families)) {
  testOnBackends(
    `${name}: the root is a square root of the covariance, in all its forms`,
    () =>
      tf.tidy(() => {
        const family = make();
        const units = tf.eye(family.noiseSize);
        const roots = Array.from({ length: batch }, (_, b) => {
          // S applied to unit vectors, b's row of a batch at a time.
          const columns = Array.from({ length: family.noiseSize }, (_, j) => {
            const noise = tf.mul(tf.ones([batch, 1]), tf.slice(units, [j, 0], [1, family.noiseSize]));
            return matrices(family.applyRoot(noise))[0]![b]!;
          });
          return transpose(columns);
        });
        for (const shape of [[2, n], [batch, 2, n]]) {
          const matrix = random(shape, 5);
          const root = family.timesRoot(matrix);
          const all = matrices(matrix);
          const found = matrices(root);
          roots.forEach((own, b) => {
            const wanted = multiply(all.length === 1 ? all[0]! : all[b]!, own).flat();
            assertBlockClose(found[found.length === 1 ? 0 : b]!.flat(), wanted, 1e-5);
          });
        }
        const vector = random([batch, n], 6);
        matrices(family.applyRootTransposed(vector))[0]!.forEach((row, b) => {
          const wanted = multiply([matrices(vector)[0]![b]!], roots[b]!).flat();
          assertBlockClose(row, wanted, 1e-5);
        });
        roots.forEach((own, b) => {
          const { covariance } = denseGaussian(family, b);
          assertBlockClose(multiply(own, transpose(own)).flat(), covariance.flat(), 1e-5);
        });
      }),
  );

  testOnBackends(`${name}: density and divergence are the dense twin's`, () =>
    tf.tidy(() => {
      const family = make();
      const value = random([batch, n], 7);
      const values = matrices(value)[0]!;
      const wanted = values.map((v, b) => denseLogDensity(family, b, v));
      assertBlockClose(family.logDensity(value).dataSync(), wanted, 2e-6);
      const kl = family.klToPrior(0.8).dataSync();
      const batched = Object.entries(family.parameters).some(([parameter, { rank }]) =>
        rank > family.ownRanks[parameter]!
      );
      assert.equal(kl.length, batched ? batch : 1);
      kl.forEach((own, b) => {
        const twin = denseKl(family, b, 0.8);
        assert.ok(Math.abs(own - twin) < 1e-5 * (1 + Math.abs(twin)), `${own} for ${twin}`);
      });
    }));

  testOnBackends(
    `${name}: gradients of density and divergence are the dense twin's differences`,
    () =>
      tf.tidy(() => {
        const family = make();
        const value = random([batch, n], 7);
        const weights = random([batch], 8);
        const parameters = Object.values(family.parameters);
        const objectives: readonly {
          of: (f: GaussianFamily, v: tf.Tensor) => tf.Tensor;
          twin: (f: GaussianFamily, v: number[][]) => number;
        }[] = [
          {
            of: (f, v) => tf.sum(tf.mul(weights, f.logDensity(v))),
            twin: (f, v) =>
              v.reduce((sum, own, b) => sum + weights.dataSync()[b]! * denseLogDensity(f, b, own), 0),
          },
          {
            of: (f, v) =>
              tf.add(
                tf.sum(tf.mul(weights, tf.mul(tf.ones([batch]), f.klToPrior(0.8)))),
                tf.mul(0, tf.sum(v)),
              ),
            twin: (f, v) => v.reduce((sum, _, b) => sum + weights.dataSync()[b]! * denseKl(f, b, 0.8), 0),
          },
        ];
        for (const { of, twin } of objectives) {
          const gradients = tf.grads((...inputs: tf.Tensor[]) =>
            of(family.withParameters(inputs.slice(0, -1)), inputs.at(-1)!) as tf.Scalar
          )([...parameters, value]);
          // Steps that float32 holds exactly, small next to the smallest scale.
          const nearly = name.includes("nearly");
          const h = nearly ? 2 ** -18 : 2 ** -10;
          [...parameters, value].forEach((tensor, t) => {
            const triangular = Object.keys(family.parameters)[t] === "scaleTril";
            const found = gradients[t]!.dataSync();
            const wanted = Array.from(found, (_, i) => {
              const [row, column] = [Math.floor(i / n) % n, i % n];
              if (triangular && column > row) return 0;
              const at = (sign: number) => {
                const data = Float32Array.from(tensor.dataSync());
                data[i] = data[i]! + sign * h;
                const moved = [...parameters, value].map((other, o) =>
                  o === t ? tf.tensor(data, tensor.shape) : other
                );
                const step = data[i]! - tensor.dataSync()[i]!;
                return {
                  step,
                  result: twin(family.withParameters(moved.slice(0, -1)), matrices(moved.at(-1)!)[0]!),
                };
              };
              const [up, down] = [at(1), at(-1)];
              return (up.result - down.result) / (up.step - down.step);
            });
            assertBlockClose(found, wanted, nearly ? 1e-2 : 1e-4);
          });
        }
      }),
  );
}

testOnBackends("families leave no tensor behind", () => {
  const value = random([batch, n], 7);
  for (const make of Object.values(families)) {
    const family = tf.tidy(() => make() as unknown as tf.TensorContainer) as unknown as GaussianFamily;
    assertNoLeak(() => {
      tf.dispose(
        tf.grads((...inputs: tf.Tensor[]) => {
          const own = family.withParameters(inputs);
          return tf.add(tf.sum(own.logDensity(value)), tf.sum(own.klToPrior(1))) as tf.Scalar;
        })(Object.values(family.parameters)),
      );
    });
  }
});
