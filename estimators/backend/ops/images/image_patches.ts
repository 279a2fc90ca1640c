/**
 * Image patches as a differentiable operation: what turns a convolution into a weight site X [B, P, n].
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { runOne } from "../gradients.ts";

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
      `imagePatches: size is ${size}; wanted an odd whole number, so that it has a centre`,
    );
  }
  if (tf.getKernel("R2g2ImagePatches", tf.getBackend()) === undefined) return portablePatches(images, size);
  const { shape } = images;
  return tf.customGrad((x) => ({
    value: runOne("R2g2ImagePatches", { x: x as tf.Tensor }, { size }),
    gradFunc: (dy: tf.Tensor) => runOne("R2g2ImagePatchesGradient", { dy }, { size, shape }),
  }))(images) as tf.Tensor3D;
}

/** Shifted views of the padded image side by side. */
function portablePatches(images: tf.Tensor4D, size: number): tf.Tensor3D {
  return tf.tidy(() => {
    const [batch, height, width, channels] = images.shape;
    const margin: [number, number] = [(size - 1) / 2, (size - 1) / 2];
    const padded = tf.pad(images, [[0, 0], margin, margin, [0, 0]]);
    const views = Array.from({ length: size ** 2 }, (_, i) => {
      const [row, column] = [Math.floor(i / size), i % size];
      return tf.slice(padded, [0, row, column, 0], [batch, height, width, channels]);
    });
    return tf.reshape(tf.concat(views, 3), [batch, height * width, size ** 2 * channels]);
  });
}
