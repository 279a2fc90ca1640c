/**
 * Image patches and their adjoint on the heap of the wasm backend: the kernels of `image_patches.ts`.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { registerFlops } from "./flops.ts";
import { floats, type KernelCall, offsetOf, requireFloat32, sizeOf } from "./heap.ts";
import { addPatchesToImages, type Conv2DInfo, imagesToPatches, patchSize } from "./patches.ts";
import type { WasmKernel } from "./replace_kernel.ts";

/** x [B, H, W, C] and attribute size -> [B, H · W, size² · C]. */
const patches: WasmKernel = ({ inputs: { x }, attrs, backend }) => {
  requireFloat32("R2g2ImagePatches", [x!]);
  const info = infoOf(x!.shape, attrs);
  const out = backend.makeOutput(
    [info.batchSize, info.outHeight * info.outWidth, patchSize(info)],
    "float32",
  );
  imagesToPatches([
    floats(backend, offsetOf(backend, out), sizeOf(out.shape)),
    floats(backend, offsetOf(backend, x!), sizeOf(x!.shape)),
  ], { info, first: 0, count: info.batchSize });
  return out;
};

/** dy [B, H · W, size² · C], attributes size and shape, that of the images -> [B, H, W, C]. */
const patchesGradient: WasmKernel = ({ inputs: { dy }, attrs, backend }) => {
  requireFloat32("R2g2ImagePatchesGradient", [dy!]);
  const shape = attrs["shape"] as number[];
  const info = infoOf(shape, attrs);
  const out = backend.makeOutput(shape, "float32");
  const images = floats(backend, offsetOf(backend, out), sizeOf(shape));
  images.fill(0);
  addPatchesToImages([
    images,
    floats(backend, offsetOf(backend, dy!), sizeOf(dy!.shape)),
  ], { info, first: 0, count: info.batchSize });
  return out;
};

/** Kernels by name, for `replaceKernel`. */
export const patchesKernels: Readonly<Record<string, WasmKernel>> = {
  R2g2ImagePatches: patches,
  R2g2ImagePatchesGradient: patchesGradient,
};

registerFlops("R2g2ImagePatches", () => 0);
registerFlops("R2g2ImagePatchesGradient", ({ inputs }) => sizeOf((inputs["dy"] as tf.TensorInfo).shape));

function infoOf(shape: readonly number[], attrs: KernelCall["attrs"]): Conv2DInfo {
  const size = attrs["size"] as number;
  const images = shape as [number, number, number, number];
  return tf.backend_util.computeConv2DInfo(images, [size, size, images[3], 1], 1, 1, "same");
}
