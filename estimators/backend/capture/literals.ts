/**
 * Memory for what raw calls point at beside tensors: lists of shapes, and room to work.
 * @module
 */
import type { WasmBackend } from "../wasm/heap.ts";

/** A piece that kernels work in, one after another. */
interface Room {
  readonly address: number;
  readonly bytes: number;
  taken: boolean;
}

/** Owned by one capture. */
export class Literals {
  readonly #backend: WasmBackend;
  readonly #addresses = new Map<string, number>();
  readonly #rooms: Room[] = [];

  /** Nothing is allocated yet. */
  constructor(backend: WasmBackend) {
    this.#backend = backend;
  }

  /** Where these bytes lie; equal ones lie once. */
  address(bytes: Uint8Array): number {
    const text = bytes.join();
    const there = this.#addresses.get(text);
    if (there !== undefined) return there;
    const { wasm } = this.#backend;
    const address = wasm._malloc(Math.max(4, bytes.length));
    wasm.HEAPU8.set(bytes, address);
    this.#addresses.set(text, address);
    return address;
  }

  /** Room for one kernel, until {@linkcode release}. */
  scratch(bytes: number): number {
    let room = this.#rooms.find((other) => !other.taken && other.bytes >= bytes);
    if (room === undefined) {
      room = { address: this.#backend.wasm._malloc(Math.max(16, bytes)), bytes, taken: false };
      this.#rooms.push(room);
    }
    room.taken = true;
    return room.address;
  }

  /** The kernel is noted: others may work in its room. */
  release(): void {
    for (const room of this.#rooms) room.taken = false;
  }

  /** Frees all. */
  dispose(): void {
    for (const address of this.#addresses.values()) this.#backend.wasm._free(address);
    for (const { address } of this.#rooms) this.#backend.wasm._free(address);
    this.#addresses.clear();
    this.#rooms.length = 0;
  }
}
