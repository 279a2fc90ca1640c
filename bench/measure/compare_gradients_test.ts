import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { denseMap, diagonal, useBackend } from "../../estimators/mod.ts";
import { compareGradients, type LossOf } from "./compare_gradients.ts";

await useBackend("cpu");
const silent = { print: () => {} };
const scale = tf.variable(tf.ones([4, 3]));
const unused = tf.variable(tf.ones([2]));
const site = () => ({ map: denseMap(tf.tensor2d([[1, 2, 3]])), family: diagonal(tf.zeros([4, 3]), scale) });
const quadratic: LossOf = (draw) => tf.mean(tf.square(draw(site())));

/** A clock that says that the first of two candidates takes 1 ms, the second 3. */
function clock(): () => number {
  let [now, call] = [0, 0];
  return () => {
    if (call % 2 === 1) now += call % 4 === 1 ? 1 : 3;
    call++;
    return now;
  };
}

Deno.test("variance, time and efficiency are those of a loss in closed form", async () => {
  // 1/4 Σ_b (a·σ_b ε_b)²: gradient 1/2 z a_j ε_j. RT's variance is known by the moments of normals; R2-G2 has
  // E[ε | z] = a z / |a|², so 1/2 z² a_j² / |a|², of variance 1/4 a_j⁴ / |a|⁴ Var z² = 1/2 a_j⁴, four times.
  const [rt, r2g2] = await compareGradients(quadratic, ["rt", "r2g2"], {
    ...silent,
    pairs: 1500,
    clock: clock(),
  });
  const a = [1, 2, 3];
  const square = a.reduce((sum, value) => sum + value ** 2, 0);
  const total = (of: (value: number) => number) => 4 * a.reduce((sum, value) => sum + of(value), 0);
  const conditioned = total((value) => value ** 4 / 2);
  // E[z² a² ε²] = a² (|a|² + 2 a²), less its mean a⁴.
  const plain = total((value) => (value ** 2 * (square + 2 * value ** 2) - value ** 4) / 4);
  for (const [found, wanted] of [[rt!.variance, plain], [r2g2!.variance, conditioned]] as const) {
    assert.ok(found.low < wanted && wanted < found.high, `${JSON.stringify(found)} for ${wanted}`);
  }
  assert.deepEqual([rt!.time.value, r2g2!.time.value, r2g2!.ratios.time.value], [1, 3, 3]);
  const { variance, efficiency } = r2g2!.ratios;
  assert.ok(Math.abs(efficiency.value / (3 * variance.value) - 1) < 1e-12);
  assert.ok(variance.low < conditioned / plain && conditioned / plain < variance.high);
  assert.deepEqual(rt!.ratios.efficiency, { value: 1, low: 1, high: 1 });
});

Deno.test("composed estimators run the whole loss on each pass, and a linear loss has no noise left", async () => {
  const linear: LossOf = (draw) => tf.mean(draw(site()));
  const [rt, pair] = await compareGradients(linear, ["rt", "rt-antithetic*2"], { ...silent, pairs: 5 });
  assert.ok(rt!.variance.value > 0.1);
  assert.ok(pair!.variance.value < 1e-10, String(pair!.variance.value));
});

Deno.test("two sites of a loss have noise of their own", async () => {
  const difference: LossOf = (draw) => tf.mean(tf.sub(draw(site()), draw(site())));
  const [rt] = await compareGradients(difference, ["rt"], { ...silent, pairs: 5 });
  assert.ok(rt!.variance.value > 0.1);
});

Deno.test("a score function takes losses per example, and a scalar is refused with what to do", async () => {
  const perExample: LossOf = (draw) => tf.squeeze(tf.square(draw(site())), [-1]);
  const [rt, score] = await compareGradients(perExample, ["rt", "score"], { ...silent, pairs: 20 });
  assert.ok(score!.variance.value > rt!.variance.value);
  await assert.rejects(compareGradients(quadratic, ["score"], { ...silent, pairs: 2 }), {
    message: "compareGradients: the loss has shape []; wanted [B], one value per example, for score",
  });
});

Deno.test("the table has a line for each estimator, and nothing is left in memory", async () => {
  const before = tf.memory().numTensors;
  const lines: string[] = [];
  const options = { variables: [scale, unused], pairs: 3, print: (line: string) => lines.push(line) };
  await compareGradients(quadratic, ["rt", "r2g2*2"], options);
  assert.equal(tf.memory().numTensors, before);
  assert.deepEqual(lines.map((line) => line.split("  ")[0]), [
    "estimator",
    "RT",
    "R2-G2 × 2",
    "Ratios are over RT: an efficiency ratio below 1 is less noise in the same time. 95 % intervals.",
  ]);
});

Deno.test("nonsense is refused", async () => {
  await assert.rejects(compareGradients(quadratic, []), { message: /no estimator is named/ });
  await assert.rejects(compareGradients(quadratic, ["rt"], { pairs: 1 }), { message: /pairs is 1; wanted/ });
  await assert.rejects(compareGradients(quadratic, ["tr"]), { message: /tr/ });
  const layer: LossOf = (draw) =>
    tf.mean(draw({ map: denseMap(tf.ones([1, 3])), family: diagonal(tf.zeros([3]), tf.ones([3])) }));
  await assert.rejects(compareGradients(layer, ["flipout"], { ...silent, pairs: 2 }), {
    message: /flipout does not support/,
  });
});
