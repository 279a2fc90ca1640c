/**
 * Streams of numbers of one key: raw words, uniforms and standard normals.
 *
 * Element i of a stream depends on the key and on i only: `normals(key, 10, 5)` are the last ten of
 * `normals(key, 15)`. All three read the same words, so use a key for one of them: split it for more.
 * @module
 */
import { boxMuller } from "./box_muller.ts";
import { kernelStream } from "./compiled.ts";
import { drawnInJavaScript } from "./key_observer.ts";
import { checkCount, forEachGroup, groupSize, type Key, requireKey } from "./philox.ts";

/** Random 32-bit words: elements `offset` to `offset + count` of the key's stream. shape: [count]. */
export function bits(key: Key, count: number, offset = 0): Uint32Array {
  requireKey(key);
  drawnInJavaScript("bits");
  checkRange(count, offset);
  const out = new Uint32Array(count);
  forEachGroup(key, { count, offset }, (words, from, to, at) => out.set(words.subarray(from, to), at));
  return out;
}

/** Uniform numbers in [0, 1), multiples of 2^-24. shape: [count]. */
export function uniforms(key: Key, count: number, offset = 0): Float32Array {
  requireKey(key);
  drawnInJavaScript("uniforms");
  checkRange(count, offset);
  return kernelStream("uniforms", { key, count, offset }) ?? uniformsReference(key, count, offset);
}

/**
 * Standard normals. shape: [count].
 *
 * @example
 * ```ts
 * import { key } from "../../random/key.ts";
 * import { normals } from "./streams.ts";
 * const all = normals(key(3), 100);
 * console.assert(all[42] === normals(key(3), 1, 42)[0]);
 * ```
 */
export function normals(key: Key, count: number, offset = 0): Float32Array {
  requireKey(key);
  drawnInJavaScript("normals");
  checkRange(count, offset);
  return kernelStream("normals", { key, count, offset }) ?? normalsReference(key, count, offset);
}

/** `uniforms` in plain TypeScript: the definition of its bits. */
export function uniformsReference(key: Key, count: number, offset = 0): Float32Array {
  checkRange(count, offset);
  const out = new Float32Array(count);
  forEachGroup(key, { count, offset }, (words, from, to, at) => {
    for (let i = from; i < to; i++) out[at + i - from] = ((words[i] ?? 0) >>> 8) * 2 ** -24;
  });
  return out;
}

/** `normals` in plain TypeScript: the definition of its bits. */
export function normalsReference(key: Key, count: number, offset = 0): Float32Array {
  checkRange(count, offset);
  const out = new Float32Array(count);
  const group = new Float32Array(groupSize);
  forEachGroup(key, { count, offset }, (words, from, to, at) => {
    boxMuller(words, group);
    out.set(group.subarray(from, to), at);
  });
  return out;
}

function checkRange(count: number, offset: number): void {
  checkCount(count, "count");
  checkCount(offset, "offset");
  checkCount(offset + count, "offset + count");
}
