/**
 * Runs a test body on every available backend, and compares numbers.
 * @module
 */
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "./platforms/use_backend.ts";
import { openBlas } from "./products/libraries.ts";
import type { BackendName, BackendOptions } from "./types.ts";

/** One way to compute. */
export interface TestedBackend {
  readonly label: string;
  readonly name: BackendName;
  readonly options: BackendOptions;
  /** Why it cannot be tested here. */
  readonly absent: string | undefined;
}

/** Why tests with a library are skipped here, or undefined. */
export function absentReason(which: "openblas" | "onednn"): string | undefined {
  try {
    const blas = openBlas(which);
    if ("sgemm" in blas) blas.close();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Why tests with OpenBLAS are skipped here, or undefined. */
export const blasAbsent: string | undefined = absentReason("openblas");
/** Why tests with oneDNN are skipped here, or undefined. */
export const oneDnnAbsent: string | undefined = absentReason("onednn");

/** wasm with each library, wasm without, and cpu. */
export const BACKENDS: readonly TestedBackend[] = [
  { label: "wasm with OpenBLAS", name: "wasm", options: { blas: "openblas" }, absent: blasAbsent },
  { label: "wasm with oneDNN", name: "wasm", options: { blas: "onednn" }, absent: oneDnnAbsent },
  { label: "wasm without BLAS", name: "wasm", options: { blas: "off" }, absent: undefined },
  { label: "cpu", name: "cpu", options: {}, absent: undefined },
];

/** Registers `body` once per backend; afterwards no library is open and no tensor is left over. */
export function testOnBackends(
  name: string,
  { backends = BACKENDS, body }: {
    backends?: readonly TestedBackend[];
    body: (backend: TestedBackend) => void | Promise<void>;
  },
): void {
  for (const backend of backends) {
    const { label, absent } = backend;
    Deno.test({
      name: `${name}, ${label}${absent === undefined ? "" : ` (skipped: ${absent})`}`,
      ignore: absent !== undefined,
      async fn() {
        await useBackend(backend.name, backend.options);
        try {
          // A kernel can also leave memory behind that no tensor ever held.
          const held = () => ({ tensors: tf.memory().numTensors, allocations: tf.backend().numDataIds() });
          const before = held();
          await body(backend);
          assert.deepEqual(held(), before, "left over");
        } finally {
          await useBackend("wasm", { blas: "off" });
        }
      },
    });
  }
}

/** Seeded uniforms in [-1, 1): a 32-bit linear congruential generator. */
export function uniforms(size: number, seed: number): Float32Array<ArrayBuffer> {
  let state = (seed * 2654435761 + 1) >>> 0;
  return Float32Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Asserts that two lists agree within `tolerance` in absolute terms, and have the same length. */
export function assertClose(
  [actual, expected]: readonly [ArrayLike<number>, ArrayLike<number>],
  { tolerance, what }: { tolerance: number; what: string },
): void {
  assert.equal(actual.length, expected.length, `${what}: length`);
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [actual[i] ?? NaN, expected[i] ?? NaN];
    if (!(Math.abs(a - e) <= tolerance)) {
      assert.fail(`${what}: value ${i} is ${a}, wanted ${e} ± ${tolerance}`);
    }
  }
}
