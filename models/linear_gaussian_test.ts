import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { type Estimator, estimatorNames, foldIn, getEstimator, gradients, key } from "../estimators/mod.ts";
import { activate, BACKENDS } from "../estimators/testing/backends.ts";
import { detectableBias, FAMILY_ERROR, testMeans } from "../estimators/testing/statistics.ts";
import {
  batchMeans,
  controlNames,
  getControl,
  type LinearGaussianOptions,
  linearGaussianProblem,
} from "./linear_gaussian.ts";

type Shape = Omit<LinearGaussianOptions, "key" | "objective" | "batch"> & { readonly name: string };

const shapes: readonly Shape[] = [
  { name: "latent, m < n", kind: "latent", outputs: 2, inputs: 5 },
  { name: "latent, m = n", kind: "latent", outputs: 3, inputs: 3 },
  { name: "latent, m > n", kind: "latent", outputs: 5, inputs: 3 },
  { name: "latent, m < n, map per example", kind: "latent", outputs: 2, inputs: 5, mapPerExample: true },
  { name: "dense weights", kind: "weight", outputs: 1, inputs: 5, units: 3 },
  { name: "weights over positions", kind: "weight", outputs: 3, inputs: 5, units: 2 },
];

const batches = 65;
const drawsPerBatch = 64;

/** Every rejected coordinate of every block, one Holm family: `block[coordinate]: z`. */
function rejections(estimator: Estimator, options: Omit<LinearGaussianOptions, "key" | "batch">) {
  const problem = linearGaussianProblem({ ...options, batch: 3, key: key(11) });
  const means = batchMeans(estimator, problem, { key: key(12), batches, drawsPerBatch });
  const blocks = Object.keys(problem.exact) as (keyof typeof problem.exact)[];
  const coordinates = blocks.reduce((sum, block) => sum + means[block]!.length, 0);
  const rejected = blocks.flatMap((block) => {
    assert.equal(means[block]!.length, problem.exact[block].length);
    // Each block gets its part of the family's error, which is Holm's first step spent block by block.
    const familyError = FAMILY_ERROR * means[block]!.length / coordinates;
    return testMeans(means[block]!, problem.exact[block], { familyError })
      .map(({ coordinate, z }) => `${block}[${coordinate}]: ${z.toFixed(1)}`);
  });
  return { rejected, coordinates };
}

const detectable = detectableBias({ coordinates: 40, batches, draws: batches * drawsPerBatch }).toFixed(2);

for (const backend of BACKENDS) {
  for (const name of estimatorNames()) {
    Deno.test(
      `${name} is unbiased for every coordinate (family error ${FAMILY_ERROR}, detects ${detectable} sd) [${backend}]`,
      async (t) => {
        await activate(backend);
        const estimator = getEstimator(name);
        for (const { name: shape, ...options } of shapes) {
          for (const objective of ["linear", "quadratic"] as const) {
            const { site } = linearGaussianProblem({ ...options, objective, batch: 3, key: key(11) });
            const ignore = estimator.supports(site) !== true;
            await t.step({
              name: `${shape}, ${objective}`,
              ignore,
              fn: () => assert.deepEqual(rejections(estimator, { ...options, objective }).rejected, []),
            });
          }
        }
      },
    );
  }
}
