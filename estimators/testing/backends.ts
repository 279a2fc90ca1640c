/**
 * Runs a test on every backend that is there.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import assert from "node:assert/strict";

/** Backends that need no device. */
export const BACKENDS = ["cpu", "wasm"] as const;

/** Registers one test for each backend; the body runs with that backend active. */
export function testOnBackends(name: string, body: () => void | Promise<void>): void {
  for (const backend of BACKENDS) {
    Deno.test(`${name} [${backend}]`, async () => {
      await activate(backend);
      await body();
    });
  }
}

/** Registers a test for which one backend is enough: of checks and messages, not of numbers. */
export function testOnCpu(name: string, body: () => void | Promise<void>): void {
  Deno.test(name, async () => {
    await activate("cpu");
    await body();
  });
}

/**
 * Makes a backend the active one.
 *
 * @throws {Error} if it cannot be loaded: a test that was to run on it must not pass on another.
 */
export async function activate(backend: string): Promise<void> {
  // tf.getBackend() already says "wasm" when its module failed to load; only the answer tells.
  if (!await tf.setBackend(backend)) throw new Error(`backend ${backend} could not be loaded`);
}

/** Fails if the second and later runs of a body leave tensors behind. */
export function assertNoLeak(body: () => void): void {
  body();
  const before = tf.memory().numTensors;
  for (let run = 0; run < 3; run++) body();
  assert.equal(tf.memory().numTensors - before, 0, "tensors left behind by three runs");
}
