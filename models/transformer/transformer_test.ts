import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  type Estimator,
  foldIn,
  getEstimator,
  key,
  normal,
  normals,
  uniform,
  useBackend,
  withNoise,
} from "../../estimators/mod.ts";
import { digits, digits32 } from "../datasets/mod.ts";
import { blockGradients, parameterGradients } from "../model_gradients.ts";
import { modelSupports } from "../model_supports.ts";
import { type Matrix, transformerLoss } from "../testing/transformer_reference.ts";
import { Adam } from "../optimisers/adam.ts";
import { trainStep } from "../train_step.ts";
import { zooEntry } from "../zoo.ts";
import { patchOrder } from "./attention.ts";
import type { TransformerOptions } from "./settings.ts";
import { bayesianTransformer } from "./transformer.ts";

const SMALL = {
  trainingExamples: 50,
  side: 4,
  channels: 2,
  tokens: 4,
  width: 4,
  heads: 2,
  blocks: 1,
  hidden: 6,
  classes: 3,
  initialLogScale: -1,
};
const B = 3;
const make = (options: Partial<TransformerOptions> = {}) =>
  bayesianTransformer({ key: key(2), ...SMALL, ...options });
const batch = () => ({
  images: uniform(key(1), [B, 32]) as tf.Tensor2D,
  labels: tf.tensor1d([0, 2, 1], "int32"),
});

Deno.test("RT's value and all gradients are those of the equations in float64, by finite differences", async () => {
  await useBackend("wasm", { blas: "off" });
  const model = make();
  const data = batch();
  const matrixOf = (tensor: tf.Tensor) =>
    (tensor.rank === 1 ? [tensor.arraySync()] : tensor.arraySync()) as unknown as Matrix;
  const noise: Matrix[] = [];
  const recorded = withNoise(getEstimator("rt"), (own, shape) => {
    const drawn = normal(own, shape);
    noise.push(matrixOf(drawn));
    return drawn;
  });
  const { value, gradients } = parameterGradients(model, data, { estimator: recorded, key: key(3) });
  const given = { images: matrixOf(data.images), labels: [0, 2, 1], noise, trainingExamples: 50 };
  const parameters = new Map([...model.parameters].map(([name, tensor]) => [name, matrixOf(tensor)]));
  const wanted = transformerLoss(parameters, given);
  assert.ok(
    Math.abs(value.dataSync()[0]! - wanted) < 1e-5 * wanted,
    `${value.dataSync()[0]}, wanted ${wanted}`,
  );
  let largest = 0;
  [...parameters].forEach(([name, matrix], p) => {
    const found = matrixOf(gradients[p]!);
    matrix.forEach((row, i) =>
      row.forEach((x, j) => {
        const at = (shift: number) => {
          row[j] = x + shift;
          const loss = transformerLoss(parameters, given);
          row[j] = x;
          return loss;
        };
        const slope = (at(1e-5) - at(-1e-5)) / 2e-5;
        largest = Math.max(largest, Math.abs(slope));
        assert.ok(
          Math.abs(found[i]![j]! - slope) < 2e-5,
          `${name} [${i}, ${j}]: ${found[i]![j]}, wanted ${slope}`,
        );
      })
    );
  });
  assert.ok(largest > 0.1);
  model.dispose();
});

const ESTIMATORS = ["rt", "rt-per-example", "r2g2", "lrt-independent-positions", "flipout"];

Deno.test("without noise all estimators give one gradient", async () => {
  await useBackend("wasm", { blas: "off" });
  const model = make({ initialLogScale: -13 });
  const flat = (name: string) =>
    parameterGradients(model, batch(), { estimator: getEstimator(name), key: key(4) }).gradients
      .flatMap((gradient) => [...gradient.dataSync()]);
  const wanted = flat("rt");
  for (const name of ESTIMATORS) {
    flat(name).forEach((x, i) =>
      assert.ok(Math.abs(x - wanted[i]!) < 2e-4, `${name} ${i}: ${x}, ${wanted[i]}`)
    );
  }
  model.dispose();
});

/** Products of whole gradients with fixed random directions, and their mean square. */
function projections(estimator: Estimator, draws: number): { products: number[][]; square: number } {
  const model = make();
  const data = batch();
  const size = [...model.parameters.values()].reduce((sum, own) => sum + own.size, 0);
  const directions = [0, 1, 2, 3].map((i) => normals(key(20 + i), size));
  const dot = (a: ArrayLike<number>, b: readonly number[]) => b.reduce((sum, x, i) => sum + a[i]! * x, 0);
  let square = 0;
  const products = Array.from({ length: draws }, (_, draw) => {
    const { value, gradients } = parameterGradients(model, data, { estimator, key: foldIn(key(5), draw) });
    const flat = gradients.flatMap((gradient) => [...gradient.dataSync()]);
    tf.dispose([value, ...gradients]);
    square += dot(flat, flat) / draws;
    return directions.map((direction) => dot(direction, flat));
  });
  model.dispose();
  return { products, square };
}

Deno.test("R2-G2's gradient of a whole transformer has the mean of RT's and a smaller square", async () => {
  await useBackend("wasm", { blas: "off" });
  const [rt, r2g2] = ["rt-per-example", "r2g2"].map((name) => projections(getEstimator(name), 150));
  const moments = (products: number[][], i: number) => {
    const mean = products.reduce((sum, each) => sum + each[i]!, 0) / products.length;
    const squares = products.reduce((sum, each) => sum + (each[i]! - mean) ** 2, 0);
    return { mean, error: Math.sqrt(squares) / products.length };
  };
  for (const i of [0, 1, 2, 3]) {
    const [a, b] = [moments(rt!.products, i), moments(r2g2!.products, i)];
    const z = (a.mean - b.mean) / Math.hypot(a.error, b.error);
    assert.ok(Math.abs(z) < 4.5, `direction ${i}: ${a.mean}, ${b.mean}, z = ${z}`);
  }
  assert.ok(r2g2!.square < rt!.square, `${r2g2!.square} of ${rt!.square}`);
});

for (const name of ESTIMATORS) {
  Deno.test(`a transformer takes ${name}: shapes of its blocks, the same key the same bits, nothing is left`, async () => {
    await useBackend("wasm", { blas: "off" });
    const model = make({ blocks: 2 });
    const data = batch();
    const estimator = getEstimator(name);
    assert.ok(modelSupports(model, data, estimator) === true);
    const before = tf.memory().numTensors;
    const flat = (seed: number) => {
      const { value, gradients } = blockGradients(model, data, { estimator, key: key(seed) });
      const shapes = gradients.map(({ shape }) => shape.join());
      assert.deepEqual(shapes.slice(9, 18), [
        "4,4",
        "4,4",
        "3,4,4",
        "4,6",
        "4,6",
        "3,4,4",
        "6,4",
        "6,4",
        "3,4,6",
      ]);
      const values = gradients.flatMap((gradient) => [...gradient.dataSync()]);
      tf.dispose([value, ...gradients]);
      assert.ok(values.every(Number.isFinite));
      return values;
    };
    assert.deepEqual(flat(6), flat(6));
    assert.notDeepEqual(flat(6), flat(7));
    assert.equal(tf.memory().numTensors, before);
    model.dispose();
  });
}

Deno.test("training learns; LRT is refused with its reason; each weight sample is one for all images", async () => {
  await useBackend("wasm", { blas: "off" });
  const model = make({ initialLogScale: -4 });
  const data = batch();
  const lrt = modelSupports(model, data, getEstimator("lrt"));
  assert.match(String(lrt), /^query1: lrt does not support this layer/);
  const optimiser = new Adam([...model.parameters.values()], { learningRate: 0.02 });
  const losses: number[] = [];
  for (let step = 0; step < 40; step++) {
    const options = { estimator: getEstimator("r2g2"), key: foldIn(key(8), step) };
    losses.push((await trainStep(model, optimiser, data, options)).loss);
  }
  assert.ok(losses.at(-1)! < losses[0]! - 0.5, `from ${losses[0]} to ${losses.at(-1)}`);
  const predict = (images: tf.Tensor2D) =>
    model.logPredictive(images, { estimator: getEstimator("rt"), key: key(9), samples: 3 });
  const all = predict(data.images).dataSync();
  const one = predict(tf.slice(data.images, [0, 0], [1, -1])).dataSync();
  one.forEach((value, i) => assert.ok(Math.abs(value - all[i]!) < 1e-5));
  optimiser.dispose();
  model.dispose();
});

Deno.test("patches keep their pixels together, row by row", () => {
  assert.deepEqual([...patchOrder({ side: 4, channels: 1, across: 2 })].slice(0, 8), [
    0,
    1,
    4,
    5,
    2,
    3,
    6,
    7,
  ]);
  const colours = [...patchOrder({ side: 4, channels: 3, across: 4 })];
  assert.deepEqual(colours, Array.from({ length: 48 }, (_, i) => i));
});

Deno.test("a transformer refuses what it cannot be, and says what is possible", async () => {
  await useBackend("cpu");
  assert.throws(
    () => make({ side: 28, tokens: 196 }),
    /tokens is 196; estimators take at most 64 positions .*: 1, 4, 9, 16, 25, 36, 49, 64$/,
  );
  assert.throws(() => make({ tokens: 8 }), /tokens is 8; wanted a square number of patches/);
  assert.throws(() => make({ tokens: 9 }), /9 tokens are 3 patches across, which do not divide a side of 4/);
  assert.throws(() => make({ width: 6, heads: 4 }), /width 6 for 4 heads; wanted a multiple/);
  assert.throws(() => make({ trainingExamples: 0 }), /trainingExamples is 0/);
  const model = make();
  assert.throws(
    () => model.logPredictive(tf.zeros([1, 5]), { estimator: getEstimator("rt"), key: key(1) }),
    /images have 5 values; wanted 4 × 4 × 2, 32/,
  );
  model.dispose();
  for (const dataset of [digits(), digits32()]) {
    const { model: built } = zooEntry("transformer").build(dataset, key(0));
    assert.equal(built.options["tokens"], 16);
    built.dispose();
  }
});
