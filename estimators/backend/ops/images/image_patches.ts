/**
 * Image patches: what turns a convolution into a weight site X [B, P, n].
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { sizeOf } from "../../wasm/heap.ts";
import { defineKernel } from "../kernel/define.ts";

/** Settings of {@linkcode imagePatches}. */
export interface ImagePatchesOptions {
  /** Rows and columns of a patch, odd. @default 3 */
  readonly size?: number;
}

/**
 * The patch around every pixel, zeros outside the image; rows of a patch first, then columns, then channels.
 *
 * @param images shape: [B, H, W, C], float32
 * @returns shape: [B, H · W, size² · C]
 * @throws {RangeError} if the images have another rank or the size is not an odd whole number.
 * @example A 3 × 3 convolution as a matrix product
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { imagePatches } from "./image_patches.ts";
 * const patches = imagePatches(tf.ones([1, 2, 2, 1])); // shape: [1, 4, 9]
 * const sums = tf.sum(patches, -1).dataSync(); // every pixel of a 2 × 2 image sees all four
 * console.assert(sums.every((sum) => sum === 4));
 * ```
 */
export function imagePatches(images: tf.Tensor4D, { size = 3 }: ImagePatchesOptions = {}): tf.Tensor3D {
  if (images.rank !== 4) {
    throw new RangeError(`imagePatches: images have shape [${images.shape}]; wanted [B, H, W, C]`);
  }
  if (!(size % 2 === 1 && size >= 1)) {
    throw new RangeError(
      `imagePatches: size is ${size}; wanted an odd whole number, for a patch has a centre`,
    );
  }
  return patches.apply({ x: images }, { size }) as tf.Tensor3D;
}

type Images = readonly [batch: number, height: number, width: number, channels: number];

interface GradientAttrs {
  readonly size: number;
  /** Shape of the images. */
  readonly shape: Images;
}

/** dy [B, H · W, size² · C] -> [B, H, W, C]. */
export const patchesGradient = defineKernel({
  name: "R2g2ImagePatchesGradient",
  inputs: ["dy"],
  sizes({ dy }, { size, shape }: GradientAttrs) {
    const [batch, height, width, channels] = shape;
    const wanted = { dy: [batch, height * width, size ** 2 * channels] };
    return { values: sizeOf(dy), wanted, results: [shape] };
  },
  run({ backend, kernels, at, attrs: { size, shape } }, out) {
    const [batch, height, width, channels] = shape;
    backend.wasm.HEAPU8.fill(0, out, out + 4 * sizeOf(shape));
    kernels.addPatches(out, at.dy, batch, height, width, channels, size);
  },
  flops: ({ values }) => values,
});

/** x [B, H, W, C] -> [B, H · W, size² · C]. */
export const patches = defineKernel({
  name: "R2g2ImagePatches",
  inputs: ["x"],
  sizes({ x }, { size }: { readonly size: number }) {
    const [batch = 0, height = 0, width = 0, channels = 0] = x;
    const results = [[batch, height * width, size ** 2 * channels]];
    return { images: [batch, height, width, channels] as const, results };
  },
  run({ kernels, at, sizes: { images: [batch, height, width, channels] }, attrs: { size } }, out) {
    kernels.imagePatches(at.x, out, batch, height, width, channels, size);
  },
  flops: () => 0,
  gradient: {
    saves: ["x"],
    of: (dy, { x }, { size }) => ({
      x: () => patchesGradient.one({ dy }, { size, shape: x.shape as unknown as Images }),
    }),
  },
  /** Shifted views of the padded image side by side. */
  portable({ x }, { size }) {
    const [batch, height, width, channels] = x.shape as unknown as Images;
    const margin: [number, number] = [(size - 1) / 2, (size - 1) / 2];
    const padded = tf.pad(x as tf.Tensor4D, [[0, 0], margin, margin, [0, 0]]);
    const views = Array.from({ length: size ** 2 }, (_, i) => {
      const [row, column] = [Math.floor(i / size), i % size];
      return tf.slice(padded, [0, row, column, 0], [batch, height, width, channels]);
    });
    return tf.reshape(tf.concat(views, 3), [batch, height * width, size ** 2 * channels]);
  },
});
