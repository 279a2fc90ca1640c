// Every combination of what examples share and what each has for itself: values and gradients of every
// estimator, and the conditional noise of every solver, against the textbook's formulas in float64.
import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { GaussianFamily, GaussianSite } from "./types.ts";
import { conditionalNoise } from "./conditional_noise.ts";
import { diagonal, diagonalLogScale } from "./families/diagonal.ts";
import { full } from "./families/full.ts";
import { lowRank } from "./families/low_rank.ts";
import { conjugateGradient } from "./linalg/conjugate_gradient.ts";
import { denseMap } from "./linalg/linear_map.ts";
import { r2g2 } from "./r2g2.ts";
import { foldIn, key } from "./random/mod.ts";
import { normal, uniform } from "./random/tensors.ts";
import { getEstimator } from "./registry.ts";
import { testOnBackends } from "./testing/backends.ts";
import { assertBlockClose, gradientsOf } from "./testing/gradients_of.ts";
import { matrices } from "./linalg/matrix.ts";
import { type Formula, referenceGradients, slopeAt } from "./testing/reference_gradients.ts";

const [batch, n, rank] = [3, 5, 2];

/** Whether a parameter has a batch axis, by its name. */
type PerExample = Readonly<Record<string, boolean>>;

const shape = (own: number[], perExample: boolean | undefined) => perExample ? [batch, ...own] : own;
const mean = (at: PerExample) => normal(key(1), shape([n], at["mean"]));
const scale = (at: PerExample, name = "scale") => tf.add(0.4, uniform(key(2), shape([n], at[name])));
const lower = (at: PerExample) => {
  const below = tf.tensor2d(
    Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => j < i ? 0.4 : 0)),
  );
  return tf.add(tf.mul(normal(key(3), shape([n, n], at["scaleTril"])), below), tf.mul(tf.eye(n), scale({})));
};

const families: Readonly<Record<string, { readonly names: string[]; make(at: PerExample): GaussianFamily }>> =
  {
    diagonal: { names: ["mean", "scale"], make: (at) => diagonal(mean(at), scale(at)) },
    diagonalLogScale: {
      names: ["mean", "logScale"],
      make: (at) => diagonalLogScale(mean(at), tf.log(scale(at, "logScale"))),
    },
    full: { names: ["mean", "scaleTril"], make: (at) => full(mean(at), lower(at)) },
    lowRank: {
      names: ["mean", "scale", "factor"],
      make: (at) => lowRank(mean(at), scale(at), normal(key(4), shape([n, rank], at["factor"]))),
    },
  };

const maps: Readonly<Record<string, (perExample: boolean) => tf.Tensor>> = {
  "m < n": (own) => normal(key(5), shape([3, n], own)),
  "m = 1": (own) => normal(key(5), shape([1, n], own)),
  "m > n": (own) => normal(key(5), shape([n + 2, n], own)),
  "a dead and a repeated row": (own) => {
    const rows = normal(key(5), shape([2, n], own));
    return tf.concat([rows, tf.zerosLike(rows), rows], own ? 1 : 0);
  },
};

/** All ways to say shared or per example for every name. */
function combinations(names: readonly string[]): PerExample[] {
  return Array.from(
    { length: 2 ** names.length },
    (_, bits) => Object.fromEntries(names.map((name, i) => [name, (bits >> i) % 2 === 1])),
  );
}

const settings = { tolerance: 1e-6, maxIterations: 40, start: "zero", stopping: "relative" } as const;
const estimators: readonly (readonly [string, Formula, number])[] = [
  ["rt", "rt", 2e-6],
  ["rt-per-example", "rt", 2e-6],
  ["r2g2", "r2g2", 2e-5],
  ["r2g2-cg", "r2g2", 2e-3],
  ["score", "score", 2e-4],
];
const estimatorOf = (name: string) =>
  name === "r2g2-cg" ? r2g2({ name, solver: conjugateGradient(settings) }) : getEstimator(name);

const loss = (z: tf.Tensor) => {
  const slope = tf.tensor1d(Array.from({ length: z.shape[1]! }, (_, i) => slopeAt(i)));
  return tf.sum(tf.add(tf.mul(0.5, tf.square(z)), tf.mul(z, slope)), -1);
};

for (const [familyName, { names, make }] of Object.entries(families)) {
  for (const [mapName, matrix] of Object.entries(maps)) {
    for (const at of combinations([...names, "map"])) {
      const own = Object.keys(at).filter((name) => at[name]);
      const title = `${familyName}, ${mapName}; per example: ${own.join(", ") || "noise alone"}`;
      testOnBackends(title, () =>
        tf.tidy(() => {
          const site: GaussianSite = { map: denseMap(matrix(at["map"]!)), family: make(at) };
          const noise = normal(key(6), [batch, site.family.noiseSize]);
          const given = matrices(noise)[0]!;
          const { conditional } = referenceGradients(site, given, "r2g2");
          for (const solver of ["auto", "cholesky", "cg"] as const) {
            const options = { solver, ...(solver === "cg" ? { tolerance: 1e-6, maxIterations: 40 } : {}) };
            const found = conditionalNoise(site, noise, options);
            assert.deepEqual(found.noise.shape, noise.shape);
            assertBlockClose(found.noise.dataSync(), conditional.flat(), solver === "cg" ? 1e-2 : 1e-5);
          }
          for (const [name, formula, tolerance] of estimators) {
            const reference = referenceGradients(site, given, formula);
            const found = gradientsOf(estimatorOf(name), site, { noise, loss });
            assertBlockClose(found["z"]!, reference.z.flat(), 2e-6);
            for (const block of [...names, "upstream"]) {
              try {
                assertBlockClose(found[block]!, reference.blocks[block]!, tolerance);
              } catch (error) {
                throw new Error(`${name}, ${block}: ${(error as Error).message}`, { cause: error });
              }
            }
          }
        }));
    }
  }
}

testOnBackends("the density and the divergence broadcast as the sampler does", () => {
  for (const [familyName, { names, make }] of Object.entries(families)) {
    for (const at of combinations(names)) {
      tf.tidy(() => {
        const family = make(at);
        const everyOwn = family.withParameters(
          Object.entries(family.parameters).map(([name, value]) =>
            at[name] ? value : tf.add(tf.zeros([batch, ...value.shape]), value)
          ),
        );
        const value = normal(foldIn(key(7), 0), [batch, n]);
        assertBlockClose(family.logDensity(value).dataSync(), everyOwn.logDensity(value).dataSync(), 1e-6);
        const some = names.some((name) => at[name]);
        const divergence = everyOwn.klToPrior(0.7).dataSync().slice(0, some ? batch : 1);
        assert.deepEqual(
          family.klToPrior(0.7).shape,
          some ? [batch] : [],
          `${familyName} ${JSON.stringify(at)}`,
        );
        assertBlockClose(family.klToPrior(0.7).dataSync(), divergence, 1e-6);
      });
    }
  }
});

testOnBackends(
  "a batch splits into parts: what is per example goes to its part, what is shared to all",
  () => {
    for (const { names, make } of Object.values(families)) {
      for (const at of combinations(names)) {
        tf.tidy(() => {
          const family = make(at);
          const noise = normal(key(8), [batch, family.noiseSize]);
          const vector = (of: GaussianFamily, epsilon: tf.Tensor) => tf.add(of.mean, of.applyRoot(epsilon));
          const parts = family.splitBatch(batch);
          assert.deepEqual(parts.map((part) => part.kind), Array(batch).fill(family.kind));
          const rows = tf.split(noise, batch).map((row, b) => vector(parts[b]!, row));
          assertBlockClose(tf.concat(rows).dataSync(), vector(family, noise).dataSync(), 1e-6);
          for (const name of names) {
            const [whole, part] = [family.parameters[name]!, parts[1]!.parameters[name]!];
            assert.deepEqual(part.shape, at[name] ? [1, ...whole.shape.slice(1)] : whole.shape, name);
          }
        });
      }
    }
  },
);
