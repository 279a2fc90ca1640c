import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { type Estimator, estimatorNames, getEstimator, key, useBackend } from "../../estimators/mod.ts";
import { activate, BACKENDS } from "../../estimators/testing/backends.ts";
import { detectableBias, FAMILY_ERROR, testMeans } from "../../estimators/testing/statistics.ts";
import {
  batchMeans,
  controlNames,
  getControl,
  type LinearGaussianOptions,
  linearGaussianProblem,
  type LinearVarianceOf,
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

const problemOf = ({ name: _, ...options }: Shape, objective: "linear" | "quadratic") =>
  linearGaussianProblem({ ...options, objective, batch: 3, key: key(11) });

/** Independent batches, an odd number, and the draws in each: fewer where every draw is a call of its own. */
const batches = 65;
const drawsFor = (estimator: Estimator, shape: Shape) =>
  estimator.name === "score" && shape.kind === "weight" ? 16 : 96;
const largestFamily = 80;
const detects = (draws: number) =>
  detectableBias({ coordinates: largestFamily, batches, draws: batches * draws }).toFixed(2);

/** Every rejected coordinate of every block as `block[coordinate]`: one family of hypotheses. */
function rejections(estimator: Estimator, shape: Shape, objective: "linear" | "quadratic"): string[] {
  const problem = problemOf(shape, objective);
  const options = { key: key(12), batches, drawsPerBatch: drawsFor(estimator, shape) };
  const means = batchMeans(estimator, problem, options);
  const names = Object.entries(problem.exact).flatMap(([block, values]) =>
    Array.from(values, (_, i) => `${block}[${i}]`)
  );
  assert.ok(names.length <= largestFamily, `${names.length} coordinates: state the detectable bias for them`);
  const references = Object.values(problem.exact).flatMap((values) => [...values]);
  const all = Object.keys(problem.exact).flatMap((block) => means[block]!);
  return testMeans(all, references).map(({ coordinate }) => names[coordinate]!);
}

/** What the estimator says to the problem's site. */
function supports(estimator: Estimator, shape: Shape): true | string {
  return tf.tidy(() => estimator.supports(problemOf(shape, "linear").site));
}

await useBackend("cpu");

for (const backend of BACKENDS) {
  for (const estimator of estimatorNames().map(getEstimator)) {
    for (const shape of shapes) {
      const supported = supports(estimator, shape);
      const bias = detects(drawsFor(estimator, shape));
      const claim = supported === true
        ? `unbiased, family error ${FAMILY_ERROR}, detects ${bias} sd`
        : `skipped: ${supported}`;
      Deno.test({
        name: `${estimator.name}, ${shape.name}: ${claim} [${backend}]`,
        ignore: supported !== true,
        async fn() {
          await activate(backend);
          assert.deepEqual(rejections(estimator, shape, "linear"), []);
          assert.deepEqual(rejections(estimator, shape, "quadratic"), []);
        },
      });
    }
  }

  for (const name of controlNames()) {
    Deno.test(`the control ${name} is rejected, in its scale block [${backend}]`, async () => {
      await activate(backend);
      const shape: Shape = { name, kind: "latent", outputs: 3, inputs: 6, conditioning: 20 };
      const rejected = rejections(getControl(name), shape, "quadratic");
      assert.ok(rejected.some((coordinate) => coordinate.startsWith("scale")), rejected.join());
      // The forward value is right, so the loss and the mean's gradient are too: only a gradient test sees it.
      assert.ok(!rejected.some((coordinate) => /^(value|mean)/.test(coordinate)), rejected.join());
    });
  }
}

const varianceCases: readonly [estimator: string, of: LinearVarianceOf, shape: Shape][] = [
  ["rt", "rt", shapes[0]!],
  ["r2g2", "r2g2", shapes[0]!],
  ["r2g2", "r2g2", shapes[2]!],
  ["rt", "rt", shapes[3]!],
  ["r2g2", "r2g2", shapes[3]!],
  ["rt", "rt", shapes[4]!],
  ["rt-per-example", "rt-per-example", shapes[4]!],
  ["lrt", "r2g2", shapes[4]!],
  ["r2g2", "r2g2", shapes[4]!],
  ["rt", "rt", shapes[5]!],
];

for (const [name, of, shape] of varianceCases) {
  Deno.test(`${name}, ${shape.name}: the variance of a linear loss is the exact one`, async () => {
    await activate("wasm");
    const problem = problemOf(shape, "linear");
    const exact = problem.variance!(of);
    // Single draws this time; their squared distance from the exact mean has the exact variance as its mean.
    const draws = batchMeans(getEstimator(name), problem, { key: key(13), batches: 1501, drawsPerBatch: 1 });
    // No noise reaches the mean's gradient of a linear loss: every draw is exact up to rounding.
    assert.ok(exact.mean.every((value) => value === 0));
    assert.deepEqual(testMeans(draws["mean"]!, problem.exact.mean), []);
    for (const block of ["scale", "upstream"] as const) {
      const squares = draws[block]!.map((values, i) =>
        values.map((g) => (g - problem.exact[block][i]!) ** 2)
      );
      assert.deepEqual(testMeans(squares, exact[block]), [], block);
    }
  });
}

Deno.test("R2-G2's exact variance is RT's times the rank's share, on average over a latent", () => {
  const problem = linearGaussianProblem({
    kind: "latent",
    outputs: 4,
    inputs: 40,
    batch: 30,
    objective: "linear",
    key: key(3),
  });
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
  const [rt, r2g2] = [problem.variance!("rt"), problem.variance!("r2g2")];
  // Anisotropic scales spend the rank on the loudest variables, so less is saved than n / m = 10.
  const ratio = total(rt.scale) / total(r2g2.scale);
  assert.ok(ratio > 3 && ratio < 10, `${ratio}`);
  assert.ok(r2g2.upstream.every((value, i) => value <= rt.upstream[i]!));
});

Deno.test("bad options are refused", () => {
  const good: LinearGaussianOptions = {
    kind: "latent",
    outputs: 2,
    inputs: 2,
    batch: 1,
    objective: "linear",
    key: key(0),
  };
  assert.throws(() => linearGaussianProblem({ ...good, inputs: 0 }), /inputs is 0/);
  assert.throws(() => linearGaussianProblem({ ...good, batch: 1.5 }), /batch is 1.5/);
  assert.throws(() => linearGaussianProblem({ ...good, conditioning: 0.5 }), /conditioning is 0.5/);
  assert.throws(() => getControl("none"), /scale-divided-by-samples, scale-term-dropped, cg-one-iteration/);
});
