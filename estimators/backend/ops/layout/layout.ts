/**
 * Tile and GatherV2 of the wasm backend by block moves.
 *
 * tfjs's own find the coordinates of every value, at up to 50 ns each: far longer than moving it takes.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type KernelCall, offsetOf, sizeOf, type WasmBackend } from "../../wasm/heap.ts";

/** The kernel Tile: input x, attribute reps, one for each axis. */
export function tileKernel({ inputs, attrs, backend }: KernelCall): tf.TensorInfo {
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
}

/**
 * The kernel GatherV2: inputs x and indices (int32), attributes axis and batchDims.
 *
 * @throws RangeError for an index that the axis does not have
 */
export function gatherKernel({ inputs, attrs, backend }: KernelCall): tf.TensorInfo {
  const [x, indices] = [inputs["x"]!, inputs["indices"]!];
  const bytes = bytesOf("GatherV2", x);
  if (indices.dtype !== "int32") {
    throw new TypeError(`GatherV2: the indices are ${indices.dtype}, wanted int32: convert with tf.cast`);
  }
  const axis = tf.util.parseAxisParam(attrs["axis"] as number, [...x.shape])[0]!;
  const { batchSize, outerSize, dimSize, sliceSize, outputShape } = tf.backend_util.segment_util
    .collectGatherOpShapeInfo(x as tf.Tensor, indices as tf.Tensor, axis, attrs["batchDims"] as number);
  const out = backend.makeOutput(outputShape, x.dtype);
  const chosen = integers(backend, indices);
  const wrong = chosen.find((index) => !(index >= 0 && index < dimSize));
  if (wrong !== undefined) {
    backend.disposeData(out.dataId);
    throw new RangeError(`GatherV2: index ${wrong} is outside [0, ${dimSize - 1}]`);
  }
  const [slice, count] = [bytes * sliceSize, chosen.length / batchSize];
  const [source, target] = [offsetOf(backend, x), offsetOf(backend, out)];
  const heap = backend.wasm.HEAPU8;
  let to = target;
  for (let outer = 0; outer < batchSize * outerSize; outer++) {
    const from = source + outer * dimSize * slice;
    const first = Math.floor(outer / outerSize) * count;
    if (slice === 4) gatherWords(heap, { from, to, indices: chosen.subarray(first, first + count) });
    else {
      for (let i = 0; i < count; i++) {
        const at = from + chosen[first + i]! * slice;
        heap.copyWithin(to + i * slice, at, at + slice);
      }
    }
    to += count * slice;
  }
  return out;
}

/** Single values, for which a block move each would be slow. */
function gatherWords(
  heap: Uint8Array,
  { from, to, indices }: { readonly from: number; readonly to: number; readonly indices: Int32Array },
): void {
  const words = new Int32Array(heap.buffer);
  const [source, target] = [from >> 2, to >> 2];
  for (let i = 0; i < indices.length; i++) words[target + i] = words[source + indices[i]!]!;
}

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

function integers(backend: WasmBackend, { dataId, shape }: tf.TensorInfo): Int32Array {
  const at = backend.dataIdMap.get(dataId).memoryOffset;
  return new Int32Array(backend.wasm.HEAPU8.buffer, at, sizeOf(shape));
}

function bytesOf(kernel: string, { dtype, shape }: tf.TensorInfo): number {
  if (dtype === "float32" || dtype === "int32" || dtype === "bool") return tf.util.bytesPerElement(dtype);
  throw new TypeError(`${kernel}: got ${dtype} [${shape}], wanted float32, int32 or bool`);
}
