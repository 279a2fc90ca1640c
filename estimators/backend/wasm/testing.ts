/**
 * Arrays in a memory with kernels on it, and distances between floats, for tests.
 * @module
 */
import type { Kernels, Pointer } from "./functions.ts";
import { instantiate } from "./load.ts";

/** A memory with kernels on it. Views that `read` gives die when a later array makes it grow. */
export class Arena {
  readonly kernels: Kernels;
  readonly #memory: WebAssembly.Memory;
  #next = 64;

  constructor() {
    this.#memory = new WebAssembly.Memory({ initial: 1 });
    this.kernels = instantiate(this.#memory);
  }

  /** Address of a copy of `values`. */
  put(values: ArrayLike<number>): Pointer {
    const at = this.reserve(values.length);
    this.read(at, values.length).set(values);
    return at;
  }

  /** Address of `length` NaN, with four more behind. */
  reserve(length: number): Pointer {
    const at = this.#next;
    this.#next = Math.ceil((at + 4 * length + 16) / 16) * 16;
    const missing = this.#next - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / 65536));
    this.read(at, length + 4).fill(NaN);
    return at;
  }

  /** View on `length` floats. */
  read(at: Pointer, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, at, length);
  }
}

/** Distance of a float32 from an exact value in units of that value's last place; 0 for equal specials. */
export function ulpDistance(got: number, want: number): number {
  const rounded = Math.fround(want);
  if (Object.is(got, rounded) || (Number.isNaN(got) && Number.isNaN(rounded))) return 0;
  if (!Number.isFinite(got) || !Number.isFinite(rounded)) return Infinity;
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(want))));
  return Math.abs(got - want) / 2 ** (exponent - 23);
}
