/**
 * Tile by block moves.
 *
 * tfjs's own finds the coordinates of every value, at up to 50 ns each: far longer than moving it takes.
 * @module
 */
import { offsetOf, sizeOf } from "../../wasm/heap.ts";
import { replaceKernel } from "../kernel/replace.ts";
import { bytesOf } from "./values.ts";

/** Input x, attribute reps, one for each axis. */
export const tile = replaceKernel({
  name: "Tile",
  flops: () => 0,
  run({ inputs, attrs, backend }) {
    const x = inputs["x"]!;
    const reps = attrs["reps"] as readonly number[];
    const bytes = bytesOf("Tile", x);
    const out = backend.makeOutput(x.shape.map((extent, axis) => extent * reps[axis]!), x.dtype);
    if (sizeOf(out.shape) === 0) return out;
    const [from, to] = stridesOf([x.shape, out.shape], bytes);
    // From this axis on nothing is repeated: what lies there is one block.
    let whole = x.shape.length;
    while (whole > 0 && reps[whole - 1] === 1) whole--;
    const heap = backend.wasm.HEAPU8;
    const fill = (axis: number, source: number, target: number): void => {
      if (axis === whole) return void heap.copyWithin(target, source, source + from![axis]!);
      const [extent, inner, step] = [x.shape[axis]!, from![axis + 1]!, to![axis + 1]!];
      if (axis === whole - 1) heap.copyWithin(target, source, source + extent * inner);
      else for (let i = 0; i < extent; i++) fill(axis + 1, source + i * inner, target + i * step);
      repeat(heap, { at: target, filled: extent * step, length: reps[axis]! * extent * step });
    };
    fill(0, offsetOf(backend, x), offsetOf(backend, out));
    return out;
  },
});

/** Doubles what is filled until all is. */
function repeat(
  heap: Uint8Array,
  { at, filled, length }: { readonly at: number; readonly filled: number; readonly length: number },
): void {
  for (let done = filled; done < length; done *= 2) {
    heap.copyWithin(at + done, at, at + Math.min(done, length - done));
  }
}

/** Bytes from one entry of an axis to the next, and the size of a value after the last axis. */
function stridesOf(shapes: readonly (readonly number[])[], bytes: number): number[][] {
  return shapes.map((shape) => {
    const sizes = [bytes];
    for (const extent of shape.toReversed()) sizes.unshift(sizes[0]! * extent);
    return sizes;
  });
}
