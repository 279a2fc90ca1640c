/**
 * Random integers and permutations, without the bias of a remainder.
 * @module
 */
import { drawnInJavaScript } from "../backend/streams/key_observer.ts";
import { checkCount, groupSize, type Key, philoxGroup, requireKey } from "../backend/streams/philox.ts";

/**
 * Uniform integers in [0, bound). shape: [count].
 *
 * Lemire (2019), "Fast random integer generation in an interval": the high half of word × bound, words
 * whose low half would favour a value are drawn again. Not addressable: the rejected words shift the rest.
 *
 * @param bound From 1 to 2^32.
 */
export function integers(key: Key, count: number, bound: number): Uint32Array {
  checkCount(count, "count");
  if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 32) {
    throw new RangeError(`bound is ${bound}: it must be an integer from 1 to 2^32`);
  }
  const next = wordSource(key);
  return Uint32Array.from({ length: count }, () => below(bound, next));
}

/**
 * A uniformly random order of 0 … n − 1 (Fisher and Yates). shape: [n].
 *
 * @example
 * ```ts
 * import { key } from "./key.ts";
 * import { permutation } from "./integers.ts";
 * console.assert([...permutation(key(1), 5)].sort().join() === "0,1,2,3,4");
 * ```
 */
export function permutation(key: Key, n: number): Uint32Array {
  checkCount(n, "size of a permutation");
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  const next = wordSource(key);
  for (let last = n - 1; last > 0; last--) {
    const other = below(last + 1, next);
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return order;
}

function below(bound: number, next: () => number): number {
  // 2^32 mod bound low halves would be hit once too often.
  const excess = 2 ** 32 % bound;
  while (true) {
    const word = next();
    const low = Math.imul(word, bound) >>> 0;
    if (low >= excess) return multiplyHigh(word, bound);
  }
}

/** High 32 bits of word × bound, bound ≤ 2^32. */
function multiplyHigh(word: number, bound: number): number {
  return Math.floor(((word >>> 16) * bound + Math.floor((word & 0xffff) * bound / 65536)) / 65536);
}

function wordSource(key: Key): () => number {
  requireKey(key);
  drawnInJavaScript("integers");
  const words = new Uint32Array(groupSize);
  let group = 0;
  let at: number = groupSize;
  return () => {
    if (at === groupSize) {
      philoxGroup(key, group++, words);
      at = 0;
    }
    return words[at++] ?? 0;
  };
}
