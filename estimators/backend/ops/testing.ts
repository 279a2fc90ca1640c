/**
 * Operations against float64, with their gradients, on backends with and without the kernels; for tests.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import assert from "node:assert/strict";
import { normals } from "../streams/streams.ts";
import { installKernels, uninstallKernels } from "./install.ts";

/** Backends with and without the kernels. */
export const SETUPS = [
  { label: "cpu", backend: "cpu", kernels: false },
  { label: "wasm with kernels", backend: "wasm", kernels: true },
];

/** An operation of named float arrays, in tf and in float64, both summed with fixed weights to a scalar. */
export interface OperationCase {
  readonly name: string;
  readonly shapes: Readonly<Record<string, number[]>>;
  readonly apply: (x: Record<string, tf.Tensor>) => tf.Tensor;
  readonly exact: (x: Record<string, Float64Array>) => number[];
}

/** Registers a test of each case on each backend. */
export function testOperations(cases: readonly OperationCase[]): void {
  for (const setup of SETUPS) {
    for (const test of cases) {
      Deno.test(`${test.name} and its gradients, ${setup.label}`, () =>
        on(setup, () => {
          const names = Object.keys(test.shapes);
          const exact = Object.fromEntries(names.map((name, i) => {
            const size = test.shapes[name]!.reduce((a, b) => a * b, 1);
            return [name, Float64Array.from(normals({ k0: i, k1: 0 }, size), (v) => Math.fround(0.8 * v))];
          }));
          const inputs = names.map((name) => tf.tensor(Float32Array.from(exact[name]!), test.shapes[name]!));
          const named = (tensors: tf.Tensor[]) =>
            Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
          const value = test.apply(named(inputs));
          const want = test.exact(exact);
          close(value.dataSync(), want, "value");
          const dy = tf.tensor(want.map((_, i) => weight(i)), value.shape);
          const together = tf.grads((...args: tf.Tensor[]) => test.apply(named(args)))(inputs, dy);
          names.forEach((name, i) => {
            assert.deepEqual(together[i]!.shape, test.shapes[name]);
            const gradient = differences(test, exact, name);
            close(together[i]!.dataSync(), gradient, `d ${name}`);
            // Alone, where the others are data: another route through the gradients.
            const alone = tf.grad((x: tf.Tensor) => test.apply(named(inputs.with(i, x))))(inputs[i]!, dy);
            close(alone.dataSync(), gradient, `d ${name} alone`);
            alone.dispose();
          });
          tf.dispose([inputs, value, dy, together]);
        }));
    }
  }
}

/** Sums of a term over the last axis of a shape. */
export function rowSums(shape: number[], term: (i: number) => number): number[] {
  const cols = shape.at(-1)!;
  const rows = shape.slice(0, -1).reduce((a, b) => a * b, 1);
  return Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let j = 0; j < cols; j++) sum += term(row * cols + j);
    return sum;
  });
}

/** Gradient of Σ_i weight_i exact_i for one input, by central differences in float64. */
function differences(test: OperationCase, x: Record<string, Float64Array>, of: string): number[] {
  const loss = (): number => test.exact(x).reduce((sum, y, i) => sum + weight(i) * y, 0);
  const values = x[of]!;
  const step = 1e-5;
  return Array.from(values, (value, i) => {
    values[i] = value + step;
    const above = loss();
    values[i] = value - step;
    const below = loss();
    values[i] = value;
    return (above - below) / (2 * step);
  });
}

const weight = (i: number): number => Math.sin(1 + i);

/** Fails where a value is further off than float32 sums may be. */
export function close(got: ArrayLike<number>, want: number[], what: string): void {
  assert.equal(got.length, want.length, what);
  const scale = Math.max(1, ...want.map(Math.abs));
  want.forEach((value, i) => {
    assert.ok(Math.abs(got[i]! - value) < 3e-5 * scale, `${what}[${i}]: ${got[i]}, wanted ${value}`);
  });
}

/** Runs `body` on a backend; fails where it leaves a tensor or an allocation behind. */
export async function on(setup: typeof SETUPS[number], body: () => void): Promise<void> {
  await tf.setBackend(setup.backend);
  if (setup.kernels) installKernels(tf.backend());
  const held = () => [tf.memory().numTensors, tf.backend().numDataIds()];
  const before = held();
  try {
    body();
    assert.deepEqual(held(), before, "tensors left over");
  } finally {
    if (setup.kernels) uninstallKernels();
  }
}
