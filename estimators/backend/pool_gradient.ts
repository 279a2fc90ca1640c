/**
 * The gradient of max-pooling on the wasm backend, where tfjs's own takes forty times its forward pass.
 *
 * The whole gradient of a window goes to its first largest value, so that ties do not multiply it.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { floats, type KernelCall, offsetOf, requireFloat32, sizeOf } from "./heap.ts";

type Pool2DInfo = ReturnType<typeof tf.backend_util.computePool2DInfo>;

/** MaxPoolGrad: inputs input [B, H, W, C] and dy [B, H', W', C]. */
export function maxPoolGradKernel({ inputs: { input, dy }, attrs, backend }: KernelCall): tf.TensorInfo {
  requireFloat32("MaxPoolGrad", [input!, dy!]);
  const info = tf.backend_util.computePool2DInfo(
    input!.shape as [number, number, number, number],
    attrs["filterSize"] as [number, number],
    attrs["strides"] as [number, number],
    1,
    attrs["pad"] as number,
    attrs["dimRoundingMode"] as "floor",
  );
  const out = backend.makeOutput(input!.shape, "float32");
  const [x, d, dx] = [input!, dy!, out].map((tensor) =>
    floats(backend, offsetOf(backend, tensor), sizeOf(tensor.shape))
  );
  dx!.fill(0);
  eachWindow(info, ({ output, pixels }) => sendToLargest([x!, d!, dx!], { info, output, pixels }));
  return out;
}

interface Window {
  /** Where the window's output lies, in values. */
  readonly output: number;
  /** Where its pixels lie that are inside the image, in values; overwritten by the next window. */
  readonly pixels: number[];
}

function eachWindow(info: Pool2DInfo, visit: (window: Window) => void): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, strideHeight, strideWidth } = info;
  const { filterHeight, filterWidth, padInfo } = info;
  const pixels: number[] = [];
  let output = 0;
  for (let example = 0; example < batchSize; example++) {
    for (let y = 0; y < outHeight; y++) {
      const top = y * strideHeight - padInfo.top;
      for (let x = 0; x < outWidth; x++, output += inChannels) {
        const left = x * strideWidth - padInfo.left;
        pixels.length = 0;
        for (let row = Math.max(0, top); row < Math.min(inHeight, top + filterHeight); row++) {
          for (let column = Math.max(0, left); column < Math.min(inWidth, left + filterWidth); column++) {
            pixels.push(((example * inHeight + row) * inWidth + column) * inChannels);
          }
        }
        visit({ output, pixels });
      }
    }
  }
}

/** Adds the gradient of one window, all channels. */
function sendToLargest(
  [x, dy, dx]: readonly [Float32Array, Float32Array, Float32Array],
  { info, output, pixels }: Window & { info: Pool2DInfo },
): void {
  const first = pixels[0];
  if (first === undefined) return; // a window in the padding
  for (let channel = 0; channel < info.inChannels; channel++) {
    let largest = first + channel;
    for (let i = 1; i < pixels.length; i++) {
      const at = pixels[i]! + channel;
      if (x[at]! > x[largest]!) largest = at;
    }
    dx[largest]! += dy[output + channel]!;
  }
}
