import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { foldIn, getEstimator, key, normal, uniform, useBackend } from "../../estimators/mod.ts";
import { testMeans } from "../../estimators/testing/statistics.ts";
import { parameterGradients } from "../model_gradients.ts";
import { logisticRegression } from "./logistic_regression.ts";
import { Adam } from "../optimisers/adam.ts";
import { gaussHermite } from "../testing/gauss_hermite.ts";
import { trainStep } from "../train_step.ts";

/** Two inputs and a constant one; labels by the model itself at weights 1.5, −1, 0.5. */
function data(count: number) {
  const rows = [...normal(key(1), [count, 2]).dataSync()];
  const chance = uniform(key(2), [count]).dataSync();
  const inputs = Array.from({ length: count }, (_, i) => [rows[2 * i]!, rows[2 * i + 1]!]);
  const signs = inputs.map(([a, b], i) => chance[i]! < 1 / (1 + Math.exp(-1.5 * a! + b! - 0.5)) ? 1 : -1);
  return { inputs, signs, images: tf.tensor2d(inputs), labels: tf.tensor1d(signs, "int32") };
}

type Data = ReturnType<typeof data>;
type Matrix = number[][];

/** mean and a root of the covariance, by rows, from a model's parameters. */
function posteriorOf(family: string, parameters: readonly number[][]): { mean: number[]; root: Matrix } {
  const [mean, scale, factor] = parameters as [number[], number[], number[] | undefined];
  if (family === "full") return { mean, root: mean.map((_, i) => scale.slice(3 * i, 3 * i + 3)) };
  const root = mean.map((_, i) => mean.map((_, j) => i === j ? Math.exp(scale[i]!) : 0));
  return { mean, root: factor === undefined ? root : root.map((row, i) => [...row, factor[i]!]) };
}

/** The negative bound per example in float64: one Gauss–Hermite rule for each example's logit. */
function negativeBound({ inputs, signs }: Data, { mean, root }: ReturnType<typeof posteriorOf>): number {
  const { points, weights } = gaussHermite(24);
  const losses = inputs.map((own, b) => {
    const x = [...own, 1];
    const centre = x.reduce((sum, value, k) => sum + value * mean[k]!, 0);
    const spread = Math.hypot(
      ...root[0]!.map((_, j) => x.reduce((sum, value, k) => sum + value * root[k]![j]!, 0)),
    );
    return points.reduce(
      (sum, point, i) => sum + weights[i]! * Math.log1p(Math.exp(-signs[b]! * (centre + spread * point))),
      0,
    );
  });
  const covariance = root.map((row) =>
    root.map((other) => row.reduce((sum, v, j) => sum + v * other[j]!, 0))
  );
  const [[a, b, c], [, d, e], [, , f]] = covariance as [[number, number, number], number[], number[]];
  const determinant = a * (d! * f! - e! * e!) - b * (b * f! - e! * c) + c * (b * e! - d! * c);
  const kl = 0.5 * (a + d! + f! + mean.reduce((sum, m) => sum + m * m, 0) - 3 - Math.log(determinant));
  return (losses.reduce((sum, loss) => sum + loss, 0) + kl) / inputs.length;
}

for (
  const [family, names] of Object.entries(
    {
      diagonal: ["rt", "lrt", "flipout", "r2g2"],
      full: ["rt", "r2g2"],
      "low-rank": ["rt", "r2g2"],
    } as const,
  )
) {
  for (const name of names) {
    Deno.test(`logistic regression, ${family}: the mean gradient by ${name} is quadrature's`, async () => {
      await useBackend("wasm", { blas: "off" });
      const set = data(12);
      // Copies of the examples: a call then has as many draws where each example has one of its own.
      const copies = { images: tf.tile(set.images, [20, 1]), labels: tf.tile(set.labels, [20]) };
      const options = { key: key(3), inputs: 2, trainingExamples: 12, initialScale: 0.8 };
      const model = logisticRegression({ ...options, family: family as "full" });
      const values = [...model.parameters.values()].map((variable) => [...variable.dataSync()]);
      const exact = values.flatMap((own, p) =>
        own.map((_, at) => {
          // Nothing is above the diagonal of a factor.
          if (family === "full" && p === 1 && at % 3 > Math.floor(at / 3)) return 0;
          const bound = (by: number) => {
            const moved = values.map((other, q) => other.map((v, i) => p === q && i === at ? v + by : v));
            return negativeBound(set, posteriorOf(family, moved));
          };
          return (bound(1e-4) - bound(-1e-4)) / 2e-4;
        })
      );
      const rows = Array.from({ length: 33 }, (_, batch) => {
        const drawn = parameterGradients(model, copies, {
          estimator: getEstimator(name),
          key: foldIn(key(4), batch),
          samples: 2,
        });
        return drawn.gradients.flatMap((gradient) => [...gradient.dataSync()]);
      });
      assert.deepEqual(testMeans(exact.map((_, i) => rows.map((row) => row[i]!)), exact), []);
      model.dispose();
    });
  }
}

/** Newton's method for the largest posterior density, and the inverse of its curvature there. */
function laplace({ inputs, signs }: Data): { mode: number[]; covariance: Matrix } {
  const rows = inputs.map((own) => [...own, 1]);
  let mode = [0, 0, 0];
  let covariance: Matrix = [];
  for (let step = 0; step < 30; step++) {
    const slope = mode.map((w) => -w);
    const curvature: Matrix = mode.map((_, i) => mode.map((_, j) => i === j ? 1 : 0));
    rows.forEach((x, b) => {
      const p = 1 / (1 + Math.exp(-x.reduce((sum, value, k) => sum + value * mode[k]!, 0)));
      x.forEach((value, i) => {
        slope[i] = slope[i]! + ((signs[b]! + 1) / 2 - p) * value;
        x.forEach((other, j) => curvature[i]![j] = curvature[i]![j]! + p * (1 - p) * value * other);
      });
    });
    covariance = inverse(curvature);
    mode = mode.map((w, i) => w + covariance[i]!.reduce((sum, c, j) => sum + c * slope[j]!, 0));
  }
  return { mode, covariance };
}

/** By Gauss and Jordan. */
function inverse(matrix: Matrix): Matrix {
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => i === j ? 1 : 0)]);
  rows.forEach((_, k) => {
    const pivot = rows[k]![k]!;
    rows[k] = rows[k]!.map((value) => value / pivot);
    rows.forEach((row, i) => {
      if (i !== k) rows[i] = row.map((value, j) => value - row[k]! * rows[k]![j]!);
    });
  });
  return rows.map((row) => row.slice(matrix.length));
}

Deno.test("a trained full posterior is Laplace's where the data are many: mode and covariance", async () => {
  await useBackend("wasm", { blas: "off" });
  const set = data(200);
  const model = logisticRegression({ key: key(5), inputs: 2, trainingExamples: 200, initialScale: 0.2 });
  const optimiser = new Adam([...model.parameters.values()], { learningRate: 0.03 });
  // Later parameters averaged: what is left of the gradient's noise.
  const sums = [...model.parameters.values()].map(({ size }) => new Float64Array(size));
  for (let step = 0; step < 240; step++) {
    const options = { estimator: getEstimator("r2g2"), key: foldIn(key(6), step) };
    await trainStep(model, optimiser, set, options);
    if (step < 140) continue;
    [...model.parameters.values()].forEach((variable, p) =>
      variable.dataSync().forEach((value, i) => sums[p]![i] = sums[p]![i]! + value / 100)
    );
  }
  const { mean, root } = posteriorOf("full", sums.map((own) => [...own]));
  const { mode, covariance } = laplace(set);
  mean.forEach((value, k) => {
    const deviation = Math.sqrt(covariance[k]![k]!);
    assert.ok(
      Math.abs(value - mode[k]!) < 0.35 * deviation,
      `weight ${k}: ${value}, mode ${mode[k]} ± ${deviation}`,
    );
  });
  covariance.forEach((row, i) =>
    row.forEach((wanted, j) => {
      const found = root[i]!.reduce((sum, v, k) => sum + v * root[j]![k]!, 0);
      const size = Math.sqrt(covariance[i]![i]! * covariance[j]![j]!);
      assert.ok(
        Math.abs(found - wanted) < 0.2 * size,
        `covariance ${i}, ${j}: ${found}, Laplace's ${wanted}`,
      );
    })
  );
  const chances = model.predict(set.images, { estimator: getEstimator("rt"), key: key(7), samples: 8 })
    .dataSync();
  const right = [...chances].reduce((sum, chance, b) => sum + Number(chance > 0.5 === set.signs[b]! > 0), 0);
  assert.ok(right / 200 > 0.7, `${right} of 200 labels`);
  optimiser.dispose();
  model.dispose();
});

Deno.test("LRT is refused at a correlated posterior, by the layer's name; bad sizes and labels too", async () => {
  await useBackend("cpu");
  const model = logisticRegression({ key: key(8), inputs: 2, trainingExamples: 5 });
  const batch = data(5);
  const draw = (images: typeof batch | { images: tf.Tensor2D }) => () =>
    parameterGradients(model, images, { estimator: getEstimator("lrt"), key: key(9) });
  assert.throws(draw(batch), /UnsupportedError: weights: lrt does not support this layer/);
  assert.throws(draw({ images: batch.images }), /no labels; wanted -1 and 1/);
  assert.throws(() => logisticRegression({ key: key(0), inputs: 0, trainingExamples: 5 }), /inputs is 0/);
  assert.throws(
    () => logisticRegression({ key: key(0), inputs: 2, trainingExamples: 5, initialScale: 0 }),
    /scale is 0; wanted a number above 0/,
  );
});
