/**
 * Streams of random numbers by the compiled module, for any backend.
 * @module
 */

import { standaloneBytes, standaloneKernels } from "../wasm/load.ts";
import type { Key } from "./philox.ts";

// The first bytes hold the kernels' scratch; a block stays in the second-level cache.
const blockAt = 64;
const blockSize = (standaloneBytes - blockAt) / 8 & ~15;

/**
 * Elements `offset` to `offset + count` of a key's stream of normals or uniforms, or undefined where the
 * kernels cannot run. shape: [count].
 */
export function kernelStream(
  kind: "normals" | "uniforms",
  { key, count, offset }: { readonly key: Key; readonly count: number; readonly offset: number },
): Float32Array | undefined {
  const own = standaloneKernels();
  if (own === undefined) return undefined;
  const fill = own.kernels[kind];
  const block = new Float32Array(own.memory.buffer, blockAt, blockSize);
  const out = new Float32Array(count);
  for (let at = 0; at < count; at += blockSize) {
    const length = Math.min(blockSize, count - at);
    fill(blockAt, length, key.k0, key.k1, offset + at, 0);
    out.set(length === blockSize ? block : block.subarray(0, length), at);
  }
  return out;
}
