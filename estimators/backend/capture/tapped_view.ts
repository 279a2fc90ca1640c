/**
 * An array on the heap that does nothing and notes what would be done to it.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { sizeOf, type WasmBackend } from "../wasm/heap.ts";
import type { RawCall, Slot } from "./raw_calls.ts";

/** Takes a note. */
export type Note = (call: RawCall) => void;

/** What kernels do with arrays, beside reading values, which ends the note. */
interface TappedView {
  readonly slot: Slot;
  readonly length: number;
  subarray(from?: number, to?: number): TappedView;
  set(values: TappedView, offset?: number): void;
  fill(value: number, from?: number, to?: number): TappedView;
  copyWithin(to: number, from: number, end: number): TappedView;
}

/** A tensor's place. */
export function slotOf(backend: WasmBackend, { dataId, shape, dtype }: tf.TensorInfo): Slot {
  if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool") throw new TypeError(`a ${dtype} tensor`);
  return { dtype, at: backend.dataIdMap.get(dataId).memoryOffset, length: sizeOf(shape) };
}

/** In place of a typed array on the heap. */
export function heapView(slot: Slot, note: Note): TappedView {
  const { dtype, at, length } = slot;
  const size = dtype === "bool" ? 1 : 4;
  const part = (from: number, to: number): Slot => ({ dtype, at: at + size * from, length: to - from });
  const own: TappedView = {
    slot,
    length,
    subarray: (from = 0, to = length) => heapView(part(from, Math.min(to, length)), note),
    set(values, offset = 0) {
      const { slot: from } = values;
      const to = part(offset, offset + from.length);
      if (from.dtype !== dtype) note({ kind: "convert", to, from });
      else note({ kind: "copy", to: to.at, from: from.at, bytes: size * from.length });
    },
    fill(value, from = 0, to = length) {
      if (typeof value !== "number") throw new TypeError(`a fill with ${typeof value}`);
      note({ kind: "fill", to: part(from, to), value });
      return own;
    },
    copyWithin(to, from, end) {
      note({ kind: "copy", to: at + size * to, from: at + size * from, bytes: size * (end - from) });
      return own;
    },
  };
  return new Proxy(own, {
    get(target, name) {
      if (Object.hasOwn(target, name)) return target[name as keyof TappedView];
      throw new TypeError(`values are looked at: ${String(name)}`);
    },
    set() {
      throw new TypeError("values are set one by one");
    },
  });
}
