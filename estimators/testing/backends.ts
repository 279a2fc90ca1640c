/**
 * Runs a test on every available backend.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { useBackend } from "../backend/mod.ts";

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

/** Why webgpu cannot be tried; absent where it can. */
async function webgpuAbsent(): Promise<string | undefined> {
  if (navigator.gpu === undefined) return "no WebGPU";
  return await navigator.gpu.requestAdapter() === null ? "no graphics adapter" : undefined;
}

/** Registers a test with webgpu active; skipped, with the reason in its name, where there is no adapter. */
export async function testOnWebgpu(name: string, body: () => Promise<void>): Promise<void> {
  const absent = await webgpuAbsent();
  Deno.test({
    name: `${name} [webgpu${absent === undefined ? "" : `, skipped: ${absent}`}]`,
    ignore: absent !== undefined,
    async fn() {
      await useBackend("webgpu");
      await body();
    },
  });
}

/**
 * Makes a backend the active one, with this package's kernels but no BLAS library, which not every machine has.
 *
 * @throws {BackendError} if it cannot be loaded: a test that was to run on it must not pass on another.
 */
export async function activate(backend: (typeof BACKENDS)[number]): Promise<void> {
  await useBackend(backend, backend === "wasm" ? { blas: "off" } : {});
}

/** Fails if the second and later runs of a body leave tensors behind. */
export function assertNoLeak(body: () => void): void {
  body();
  const before = tf.memory().numTensors;
  for (let run = 0; run < 3; run++) body();
  assert.equal(tf.memory().numTensors - before, 0, "tensors left behind by three runs");
}
