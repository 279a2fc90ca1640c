/**
 * Two-dimensional convolution of the wasm backend and both its gradients, as patches and products.
 *
 * tfjs's wasm backend has no gradient for the filter, a scalar loop for the one for the image, and a forward
 * pass that keeps its packed filter and would keep using old values after an update in place.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { floats, offsetOf, runKernel, sizeOf, type WasmBackend } from "../../wasm/heap.ts";
import { requireFloat32 } from "../kernel/checks.ts";
import type { KernelRun } from "../kernel/kernel.ts";
import { replaceKernel } from "../kernel/replace.ts";
import {
  addPatchesToImages,
  type Conv2DInfo,
  type Examples,
  imagesToPatches,
  isIdentity,
  patchSize,
} from "./conv2d_patches.ts";

/** Bytes of patches that are held at once. */
const BLOCK_BYTES = 2 ** 24;

/** Conv2D: inputs x [B, H, W, C] and filter [fh, fw, C, O]. */
export const conv2D = replaceKernel({
  name: "Conv2D",
  flops: ({ inputs, output }) => operations(inputs["filter"], output),
  run({ inputs: { x, filter }, attrs, backend, product }) {
    requireFloat32("Conv2D", [x!, filter!]);
    const info = infoOf("Conv2D", { shape: x!.shape, filterShape: filter!.shape, attrs });
    const right = { ...filter!, shape: [patchSize(info), info.outChannels] };
    const out = backend.makeOutput(info.outShape, "float32");
    for (const examples of blocksOf(info)) {
      const patches = patchesOf(backend, { x: x!, info, examples });
      const block = product({ backend, a: patches, b: right, transposeA: false, transposeB: false });
      const size = sizeOf(block.shape);
      const target = floats(backend, offsetOf(backend, out), sizeOf(info.outShape));
      target.set(floats(backend, offsetOf(backend, block), size), examples.first * (size / examples.count));
      backend.disposeData(block.dataId);
      backend.disposeData(patches.dataId);
    }
    return out;
  },
});

/** Conv2DBackpropFilter: inputs x [B, H, W, C] and dy [B, H', W', O]; attribute filterShape. */
export const conv2DBackpropFilter = replaceKernel({
  name: "Conv2DBackpropFilter",
  flops: ({ inputs, output }) => operations(output, inputs["dy"]),
  run({ inputs: { x, dy }, attrs, backend, product }) {
    requireFloat32("Conv2DBackpropFilter", [x!, dy!]);
    const filterShape = attrs["filterShape"] as number[];
    const info = infoOf("Conv2DBackpropFilter", { shape: x!.shape, filterShape, attrs });
    const out = backend.makeOutput(filterShape, "float32");
    const size = sizeOf(filterShape);
    floats(backend, offsetOf(backend, out), size).fill(0);
    for (const examples of blocksOf(info)) {
      const patches = patchesOf(backend, { x: x!, info, examples });
      const right = rowsOf(backend, { x: dy!, info, examples });
      const block = product({ backend, a: patches, b: right, transposeA: true, transposeB: false });
      const sum = floats(backend, offsetOf(backend, out), size);
      const term = floats(backend, offsetOf(backend, block), size);
      for (let i = 0; i < size; i++) sum[i]! += term[i] ?? 0;
      for (const made of [block, right, patches]) backend.disposeData(made.dataId);
    }
    return out;
  },
});

/** Conv2DBackpropInput: inputs dy [B, H', W', O] and filter [fh, fw, C, O]; attribute inputShape. */
export const conv2DBackpropInput = replaceKernel({
  name: "Conv2DBackpropInput",
  flops: ({ inputs }) => operations(inputs["filter"], inputs["dy"]),
  run({ inputs: { dy, filter }, attrs, backend, product }) {
    requireFloat32("Conv2DBackpropInput", [dy!, filter!]);
    const shape = attrs["inputShape"] as number[];
    const info = infoOf("Conv2DBackpropInput", { shape, filterShape: filter!.shape, attrs });
    const right = { ...filter!, shape: [patchSize(info), info.outChannels] };
    const out = backend.makeOutput(shape, "float32");
    floats(backend, offsetOf(backend, out), sizeOf(shape)).fill(0);
    for (const examples of blocksOf(info)) {
      const left = rowsOf(backend, { x: dy!, info, examples });
      const patches = product({ backend, a: left, b: right, transposeA: false, transposeB: true });
      addPatchesToImages([
        floats(backend, offsetOf(backend, out), sizeOf(shape)),
        floats(backend, offsetOf(backend, patches), sizeOf(patches.shape)),
      ], { info, ...examples });
      for (const made of [patches, left]) backend.disposeData(made.dataId);
    }
    return out;
  },
});

function infoOf(
  kernel: string,
  { shape, filterShape, attrs }: { shape: number[]; filterShape: number[]; attrs: KernelRun["attrs"] },
): Conv2DInfo {
  const format = attrs["dataFormat"] as "NHWC" | "NCHW";
  if (format !== "NHWC") throw new RangeError(`${kernel}: data format ${format}, wanted NHWC`);
  return tf.backend_util.computeConv2DInfo(
    shape as [number, number, number, number],
    filterShape as [number, number, number, number],
    attrs["strides"] as [number, number],
    (attrs["dilations"] ?? 1) as [number, number],
    attrs["pad"] as number,
    attrs["dimRoundingMode"] as "floor",
  );
}

/** The examples in blocks whose patches fit into memory. */
function blocksOf(info: Conv2DInfo): Examples[] {
  const bytes = 4 * info.outHeight * info.outWidth * patchSize(info);
  const step = Math.max(1, Math.floor(BLOCK_BYTES / Math.max(1, bytes)));
  return Array.from({ length: Math.ceil(info.batchSize / step) }, (_, block) => ({
    first: block * step,
    count: Math.min(step, info.batchSize - block * step),
  }));
}

/** Patches of a block of images, for the caller to free. shape: [count · H' · W', fh · fw · C] */
function patchesOf(backend: WasmBackend, { x, info, examples }: BlockOf): tf.TensorInfo {
  if (isIdentity(info)) return rowsOf(backend, { x, info, examples });
  const shape = [examples.count * info.outHeight * info.outWidth, patchSize(info)];
  const patches = backend.makeOutput(shape, "float32");
  imagesToPatches([
    floats(backend, offsetOf(backend, patches), sizeOf(shape)),
    floats(backend, offsetOf(backend, x), sizeOf(x.shape)),
  ], { info, ...examples });
  return patches;
}

interface BlockOf {
  readonly x: tf.TensorInfo;
  readonly info: Conv2DInfo;
  readonly examples: Examples;
}

/** Pixels of a block of images, for the caller to free; all of them share memory. shape: [count · H · W, C] */
function rowsOf(backend: WasmBackend, { x, info, examples: { first, count } }: BlockOf): tf.TensorInfo {
  const [, height = 0, width = 0, channels = 0] = x.shape;
  const shape = [count * height * width, channels];
  if (count === info.batchSize) return runKernel("Reshape", { inputs: { x }, attrs: { shape }, backend });
  const attrs = { begin: [first, 0, 0, 0], size: [count, height, width, channels] };
  return { ...runKernel("Slice", { inputs: { x }, attrs, backend }), shape };
}

type Operand = KernelRun["inputs"][string];

/** A multiply and an add for every weight of a unit, at every output pixel of every unit. */
function operations(filter: Operand, pixels: Operand): number {
  const [weights, values] = [(filter as tf.TensorInfo).shape, (pixels as tf.TensorInfo).shape];
  const units = weights.at(-1) ?? 1;
  return units === 0 ? 0 : (2 * sizeOf(weights) * sizeOf(values)) / units;
}
