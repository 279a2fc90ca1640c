/**
 * Philox 4x32-10: a counter-based generator, so any element of any stream costs the same and needs no state.
 *
 * Salmon, Moraes, Dror, Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3". A block is a bijection of
 * a 128-bit counter under a 64-bit key. The counter's last word names what the block is used for
 * (`Domain`), so that numbers, split keys and folded keys of one key never come from the same block.
 *
 * **Order of a stream.** Sixteen consecutive words are one group, made from the four counters
 * 4g, 4g + 1, 4g + 2, 4g + 3: word `16 g + 4 w + lane` is output word `w` of counter `4 g + lane`. A SIMD
 * lane then is a counter, no shuffle is needed to store a vector, and a sub-block that starts anywhere is
 * reached by arithmetic.
 * @module
 */

/** A 64-bit key: two unsigned 32-bit words. Plain data: it can be compared, stored and sent. */
export interface Key {
  /** Low word. */
  readonly k0: number;
  /** High word. */
  readonly k1: number;
}

/** Four unsigned 32-bit words. */
export type Words = readonly [number, number, number, number];

/** What a counter is used for: the value of its last word. */
export const Domain = { numbers: 0, split: 1, fold: 2 } as const;

/** Words in a group; see the module's text. */
export const groupSize = 16;

const multiplier0 = 0xd2511f53;
const multiplier1 = 0xcd9e8d57;
const weyl0 = 0x9e3779b9;
const weyl1 = 0xbb67ae85;
const rounds = 10;

/**
 * One block: four words from a counter and a key.
 *
 * @example
 * ```ts
 * import { philox4x32 } from "./philox.ts";
 * console.assert(philox4x32([0, 0, 0, 0], { k0: 0, k1: 0 })[0] === 0x6627e8d5);
 * ```
 */
export function philox4x32(counter: Words, key: Key): Words {
  let [c0, c1, c2, c3] = counter;
  let { k0, k1 } = key;
  for (let round = 0; round < rounds; round++) {
    const high0 = multiplyHigh(c0, multiplier0);
    const low0 = Math.imul(c0, multiplier0) >>> 0;
    const high1 = multiplyHigh(c2, multiplier1);
    const low1 = Math.imul(c2, multiplier1) >>> 0;
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0;
    k0 = (k0 + weyl0) >>> 0;
    k1 = (k1 + weyl1) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** The sixteen words of group `group` of a key's stream, written to `out` in the stream's order. */
export function philoxGroup(key: Key, group: number, out: Uint32Array): void {
  const [low, high] = wordsOf(group * 4);
  for (let lane = 0; lane < 4; lane++) {
    // `low` is a multiple of four, so the lane never carries into the high word.
    const block = philox4x32([low + lane, high, 0, Domain.numbers], key);
    for (let word = 0; word < 4; word++) out[4 * word + lane] = block[word] ?? 0;
  }
}

/**
 * Calls `visit(words, from, to, at)` for each group that elements [offset, offset + count) touch: elements
 * `from` to `to` of the group's `words` belong at index `at` of the result.
 */
export function forEachGroup(
  key: Key,
  range: { readonly count: number; readonly offset: number },
  visit: (words: Uint32Array, from: number, to: number, at: number) => void,
): void {
  const { count, offset } = range;
  const words = new Uint32Array(groupSize);
  let at = 0;
  while (at < count) {
    const from = (offset + at) % groupSize;
    const to = Math.min(groupSize, from + count - at);
    philoxGroup(key, Math.floor((offset + at) / groupSize), words);
    visit(words, from, to, at);
    at += to - from;
  }
}

/** Low and high 32-bit words of a non-negative integer below 2^53. */
export function wordsOf(value: number): [low: number, high: number] {
  return [value >>> 0, Math.floor(value / 2 ** 32)];
}

/** Throws unless `value` is a count or an offset: an integer in [0, 2^53). */
export function checkCount(value: number, what: string): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`${what} is ${value}: it must be an integer from 0 to 2^53 - 1`);
  }
}

/**
 * Checks a key: a seed in its place would go unnoticed in plain JavaScript, and every seed draw the same numbers.
 *
 * @throws {TypeError} unless the value has both words of a key.
 */
export function requireKey(value: Key, what = "key"): void {
  const given: unknown = value;
  if (typeof given === "object" && given !== null && "k0" in given && "k1" in given) return;
  const seed = typeof given === "number" || typeof given === "bigint" ? `${given}` : "seed";
  const shown = typeof given === "object"
    ? "no key"
    : typeof given === "bigint"
    ? `${given}n`
    : JSON.stringify(given);
  throw new TypeError(`${what} is ${shown}; wanted a key, which key(${seed}) makes`);
}

/** High 32 bits of a 64-bit product, exact in float64: each partial product stays below 2^49. */
function multiplyHigh(a: number, b: number): number {
  const carry = Math.floor(a * (b & 0xffff) / 65536);
  return Math.floor((a * (b >>> 16) + carry) / 65536);
}
