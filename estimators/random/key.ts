/**
 * Keys: where randomness comes from. A key is passed in, split, and used once; nothing is global.
 * @module
 */
import { keyDerived } from "../backend/streams/key_observer.ts";
import { checkCount, Domain, type Key, philox4x32, requireKey, wordsOf } from "../backend/streams/philox.ts";

/**
 * The key of a seed. Seed 0 is a seed like any other.
 *
 * @param seed An integer from 0 to 2^64 - 1; above 2^53 - 1 a bigint, as a number would be ambiguous there.
 * @throws {TypeError} for what is not a number.
 * @throws {RangeError} for another number.
 * @example
 * ```ts
 * import { key } from "./key.ts";
 * console.assert(key(7).k0 === 7 && key(2n ** 32n).k1 === 1);
 * ```
 */
export function key(seed: number | bigint): Key {
  if (typeof seed !== "number" && typeof seed !== "bigint") {
    throw new TypeError(`seed is ${JSON.stringify(seed)}; wanted an integer from 0`);
  }
  if (typeof seed === "number" ? !Number.isSafeInteger(seed) || seed < 0 : seed < 0n || seed >= 1n << 64n) {
    throw new RangeError(
      `seed is ${seed}: it must be an integer from 0 to 2^53 - 1, or a bigint from 0 to 2^64 - 1`,
    );
  }
  const value = BigInt(seed);
  return { k0: Number(value & 0xffffffffn), k1: Number(value >> 32n) };
}

/**
 * `n` new keys whose streams are independent of each other and of the parent's own numbers. Child i does
 * not depend on n: `split(k, 2)[0]` equals `split(k, 9)[0]`.
 *
 * @param n how many, an integer from 0.
 * @throws {TypeError} for anything but a key.
 * @throws {RangeError} for what is not a count.
 * @example
 * ```ts
 * import { key, split } from "./key.ts";
 * const [weights, noise] = split(key(1), 2);
 * console.assert(weights?.k0 !== noise?.k0);
 * ```
 */
export function split(parent: Key, n: number): Key[] {
  requireKey(parent);
  checkCount(n, "number of keys");
  return Array.from({ length: n }, (_, child) => derive(parent, child, Domain.split));
}

/**
 * A new key from a key and a number, such as a step or a layer's index: what `split` is for a fixed count,
 * this is for a count that is not known yet. The two never give the same key for the same number.
 *
 * @param data An integer from 0 to 2^53 - 1.
 * @throws {TypeError} for anything but a key.
 * @throws {RangeError} for other data.
 * @example
 * ```ts
 * import { foldIn, key } from "./key.ts";
 * const stepKey = foldIn(key(1), 1000);
 * console.assert(stepKey.k0 !== foldIn(key(1), 1001).k0);
 * ```
 */
export function foldIn(parent: Key, data: number): Key {
  requireKey(parent);
  checkCount(data, "data folded into a key");
  return derive(parent, data, Domain.fold);
}

function derive(parent: Key, index: number, domain: number): Key {
  const [low, high] = wordsOf(index);
  const [k0, k1] = philox4x32([low, high, 0, domain], parent);
  const child = { k0, k1 };
  keyDerived(child, { parent, index, domain });
  return child;
}
