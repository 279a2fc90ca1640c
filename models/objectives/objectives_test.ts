import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  denseMap,
  diagonalLogScale,
  type Estimator,
  foldIn,
  getEstimator,
  key,
  useBackend,
} from "../../estimators/mod.ts";
import { detectableBias, FAMILY_ERROR, testMeans } from "../../estimators/testing/statistics.ts";
import { latentBound } from "./latent_bound.ts";
import {
  gradientOf,
  type LinearBound,
  negativeEvidenceBound,
  negativePairBound,
} from "../testing/linear_gaussian_bound.ts";
import { BOUND_OBJECTIVES, boundObjective } from "./registry.ts";
import type { BoundSettings } from "./types.ts";

/** One observation under two latents: R2-G2 has a null space to condition on. Three: it has none. */
const PROBLEMS: Readonly<Record<string, LinearBound>> = {
  "m < n": { parameters: [0.6, -0.4, 0.1, -0.3, 1.1, -0.7], observation: [1.5], noiseScale: 0.6 },
  "m > n": {
    parameters: [0.6, -0.4, 0.1, -0.3, 1.1, -0.7, 0.4, 0.9, -0.8, 0.3],
    observation: [1.5, 0.2, -0.6],
    noiseScale: 0.8,
  },
};

/** Gradient of the mean loss over `draws` bounds, in the order of the problem's parameters. */
function gradient(
  { parameters, observation, noiseScale }: LinearBound,
  { settings, estimator, draws, seed }: {
    settings: BoundSettings;
    estimator: Estimator;
    draws: number;
    seed: number;
  },
): number[] {
  const outputs = observation.length;
  return tf.tidy(() => {
    const parts = [
      tf.tensor2d(parameters.slice(0, 2), [1, 2]),
      tf.tensor2d(parameters.slice(2, 4), [1, 2]),
      tf.tensor2d(parameters.slice(4), [outputs, 2]),
    ];
    const copies = tf.ones([draws, 1]);
    return tf.grads((mean: tf.Tensor, logScale: tf.Tensor, matrix: tf.Tensor) => {
      const { losses } = latentBound({
        ...settings,
        moments: { mean: tf.mul(mean, copies), logScale: tf.mul(logScale, copies) },
        draw: (moments) =>
          estimator.draw({
            map: denseMap(matrix),
            family: diagonalLogScale(moments.mean, moments.logScale),
          }, foldIn(key(31), seed)),
        logLikelihood: (z) =>
          tf.mul(-0.5 / noiseScale ** 2, tf.sum(tf.squaredDifference(z, tf.tensor1d([...observation])), -1)),
      });
      return tf.mean(losses) as tf.Scalar;
    })(parts).flatMap((part) => [...part.dataSync()]);
  });
}

const BATCHES = 33;
const DRAWS = 1500;
const detects = (coordinates: number) =>
  detectableBias({ coordinates, batches: BATCHES, draws: BATCHES * DRAWS }).toFixed(3);

for (const [shape, problem] of Object.entries(PROBLEMS)) {
  const exact = {
    elbo: gradientOf(negativeEvidenceBound, problem),
    iwae: gradientOf(negativePairBound, problem),
  };
  for (const objective of BOUND_OBJECTIVES) {
    const { bound, gradient: kind } = objective;
    for (const name of ["rt", "r2g2"]) {
      const conditioned = name === "r2g2" && shape === "m < n";
      const reason = objective.bias({ samples: 2, conditioned });
      const found = reason === undefined ? "unbiased" : `biased (${reason})`;
      const error = `family error ${FAMILY_ERROR}, detects ${detects(problem.parameters.length)} sd`;
      Deno.test(`${bound} ${kind} with ${name}, ${shape}, K = 2: ${found}; ${error}`, async () => {
        await useBackend("wasm", { blas: "off" });
        const rows = Array.from({ length: BATCHES }, (_, seed) =>
          gradient(problem, {
            settings: { bound, gradient: kind, samples: 2 },
            estimator: getEstimator(name),
            draws: DRAWS,
            seed,
          }));
        const columns = problem.parameters.map((_, i) => rows.map((row) => row[i]!));
        const rejected = testMeans(columns, exact[bound]);
        assert.equal(rejected.length > 0, reason !== undefined, JSON.stringify(rejected));
      });
    }
  }
}

Deno.test("the quadrature has converged, and one draw's bound is the evidence bound", () => {
  const problem = PROBLEMS["m < n"]!;
  const [few, more] = [18, 24].map((nodes) => gradientOf((at) => negativePairBound(at, nodes), problem));
  few!.forEach((value, i) => assert.ok(Math.abs(value - more![i]!) < 1e-4, `${value} and ${more![i]}`));
  assert.ok(
    negativePairBound(problem) < negativeEvidenceBound(problem) - 0.01,
    "two draws are tighter than one",
  );
  // Two draws that are one: at the exact posterior every weight is p(x), and both bounds are −log p(x).
  const exact = atPosterior();
  assert.ok(Math.abs(negativePairBound(exact) - negativeEvidenceBound(exact)) < 1e-9);
});

/** Two observations of a latent each: the exact posterior is diagonal. */
function atPosterior(): LinearBound {
  const [weights, observation, noiseScale] = [[0.8, -1.3], [0.9, 0.4], 0.7];
  const variance = weights.map((w) => 1 / (1 + (w / noiseScale) ** 2));
  const mean = weights.map((w, k) => variance[k]! * w * observation[k]! / noiseScale ** 2);
  const logScale = variance.map((v) => 0.5 * Math.log(v));
  return { parameters: [...mean, ...logScale, weights[0]!, 0, 0, weights[1]!], observation, noiseScale };
}

for (const { bound, gradient: kind, stopsPosterior } of BOUND_OBJECTIVES) {
  for (const name of ["rt", "r2g2"]) {
    const size = stopsPosterior ? "nothing" : "noise";
    Deno.test(`${bound} ${kind} with ${name}: at the exact posterior q's gradient is ${size}, draw by draw`, async () => {
      await useBackend("wasm", { blas: "off" });
      const settings = { bound, gradient: kind, samples: 3 };
      const sizes = [0, 1, 2].map((seed) => {
        const options = { settings, estimator: getEstimator(name), draws: 1, seed };
        return Math.max(...gradient(atPosterior(), options).slice(0, 4).map(Math.abs));
      });
      for (const own of sizes) assert.equal(own < 1e-5, stopsPosterior, `largest entry ${own}`);
    });
  }
}

Deno.test("with one draw all gradients of the importance-weighted bound are sticking the landing's, or plain", async () => {
  await useBackend("wasm", { blas: "off" });
  const problem = PROBLEMS["m < n"]!;
  const of = (settings: BoundSettings) =>
    gradient(problem, { settings, estimator: getEstimator("r2g2"), draws: 3, seed: 5 });
  const close = (a: number[], b: number[]) =>
    a.forEach((value, i) => assert.ok(Math.abs(value - b[i]!) < 1e-5, `${value} and ${b[i]}`));
  close(of({ bound: "iwae", gradient: "dreg" }), of({ gradient: "stl" }));
  close(of({ bound: "iwae", gradient: "stl" }), of({ gradient: "stl" }));
});

Deno.test("a second gradient does not see the first one's weights, and nothing leaks", async () => {
  await useBackend("wasm", { blas: "off" });
  const problem = PROBLEMS["m > n"]!;
  const options = {
    settings: { bound: "iwae", gradient: "dreg", samples: 4 } as const,
    estimator: getEstimator("rt"),
    draws: 2,
    seed: 1,
  };
  const first = gradient(problem, options);
  gradient(problem, { ...options, seed: 2 });
  assert.deepEqual(gradient(problem, options), first);
  const before = tf.memory().numTensors;
  gradient(problem, options);
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("an objective that is not there is named, with those that are", () => {
  assert.throws(
    () => boundObjective({ gradient: "dreg" }),
    /no gradient dreg of the bound elbo \(registered: elbo plain/,
  );
  for (const samples of [0, 1.5]) {
    assert.throws(
      () => boundObjective({ bound: "iwae", samples }),
      /samples is (0|1.5); wanted a whole number/,
    );
  }
});

Deno.test("a score function is refused where the objective differentiates through the draw", async () => {
  await useBackend("cpu");
  for (const settings of [{ gradient: "stl" }, { bound: "iwae", samples: 3 }] as const) {
    const options = { settings, estimator: getEstimator("score"), draws: 2, seed: 0 };
    assert.throws(
      () => gradient(PROBLEMS["m > n"]!, options),
      /UnsupportedError: objective .* got a score function/,
    );
  }
});
