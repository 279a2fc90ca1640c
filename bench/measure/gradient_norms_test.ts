import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { useBackend } from "../../estimators/mod.ts";
import { gradientNorms } from "./gradient_norms.ts";

await useBackend("cpu");

const parameters = (values: Readonly<Record<string, number>>) =>
  new Map(Object.entries(values).map(([name, value]) => [name, tf.variable(tf.tensor1d([value]))]));

Deno.test("the gradient in σ² is that of the function of σ², by finite differences", async () => {
  const logScale = -1.3;
  const norms = await gradientNorms({ parameters: parameters({ "a/mean": 2, "a/logScale": logScale }) });
  assert.deepEqual(norms.map(({ name }) => name), ["log-scale", "variance"]);
  const [mean, scale] = norms[1]!.weights;
  assert.equal(mean, undefined);
  // f = sin(log σ), as a function of σ².
  const f = (variance: number) => Math.sin(Math.log(variance) / 2);
  const [at, step] = [Math.exp(2 * logScale), 1e-6];
  const slope = (f(at + step) - f(at - step)) / (2 * step);
  assert.ok(Math.abs(scale![0]! * Math.cos(logScale) / slope - 1) < 1e-5);
});

Deno.test("what divides an update weighs by its inverse; without scales there is no norm in σ²", async () => {
  const norms = await gradientNorms({ parameters: parameters({ "first/weights": 1 }) }, [
    Float32Array.of(0.25),
  ]);
  assert.deepEqual(norms.map(({ name, weights }) => [name, weights.map((each) => each?.[0])]), [
    ["log-scale", [undefined]],
    ["adam", [4]],
  ]);
});
