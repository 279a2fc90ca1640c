/**
 * Random choices of a seed, one after another: the same seed breaks the same things.
 * @module
 */
import { bits, foldIn, integers, type Key, key } from "../../estimators/random/mod.ts";

/** A stream of random choices. */
export class Draws {
  readonly #key: Key;
  #drawn = 0;

  /** Begins the stream of a seed, or of a key. */
  constructor(seed: number | Key) {
    this.#key = typeof seed === "number" ? key(seed) : seed;
  }

  /** A stream of its own for each name, whatever was drawn before. */
  apart(name: string): Draws {
    const own = [...new TextEncoder().encode(name)].reduce((at, byte) => foldIn(at, byte), this.#key);
    return new Draws(foldIn(own, name.length));
  }

  /** A whole number from 0 to `bound` − 1. */
  below(bound: number): number {
    return integers(this.#next(), 1, bound)[0]!;
  }

  /** A number in [0, 1). */
  unit(): number {
    return this.below(2 ** 32) / 2 ** 32;
  }

  /** One of a list. */
  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError("nothing to pick from");
    return list[this.below(list.length)] as T;
  }

  /** Bytes, all values alike. */
  bytes(count: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(bits(this.#next(), count), (word) => word & 255);
  }

  #next(): Key {
    return foldIn(this.#key, this.#drawn++);
  }
}
