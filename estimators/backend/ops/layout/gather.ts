/**
 * GatherV2 by block moves.
 *
 * tfjs's own finds the coordinates of every value, at up to 50 ns each: far longer than moving it takes.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { offsetOf, sizeOf, type WasmBackend } from "../../wasm/heap.ts";
import { replaceKernel } from "../kernel/replace.ts";
import { bytesOf } from "./values.ts";

/**
 * Inputs x and indices (int32), attributes axis and batchDims.
 *
 * @throws RangeError for an index that the axis does not have
 */
export const gather = replaceKernel({
  name: "GatherV2",
  flops: () => 0,
  run({ inputs, attrs, backend }) {
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
  },
});

/** Single values, for which a block move each would be slow. */
function gatherWords(
  heap: Uint8Array,
  { from, to, indices }: { readonly from: number; readonly to: number; readonly indices: Int32Array },
): void {
  const words = new Int32Array(heap.buffer);
  const [source, target] = [from >> 2, to >> 2];
  for (let i = 0; i < indices.length; i++) words[target + i] = words[source + indices[i]!]!;
}

function integers(backend: WasmBackend, { dataId, shape }: tf.TensorInfo): Int32Array {
  const at = backend.dataIdMap.get(dataId).memoryOffset;
  return new Int32Array(backend.wasm.HEAPU8.buffer, at, sizeOf(shape));
}
