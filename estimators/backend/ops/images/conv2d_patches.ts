/**
 * Image patches as the rows of a matrix, and back: what makes a convolution a matrix product.
 *
 * Images are [B, H, W, C]; the row of one output position holds its fh·fw·C inputs in the filter's order.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";

/** What tfjs's `backend_util.computeConv2DInfo` answers. */
export type Conv2DInfo = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

/** A range of examples: first, and how many. */
export interface Examples {
  readonly first: number;
  readonly count: number;
}

/** Values in one patch: fh·fw·C. */
export function patchSize({ filterHeight, filterWidth, inChannels }: Conv2DInfo): number {
  return filterHeight * filterWidth * inChannels;
}

/** Whether every patch is one pixel and in place: then the image is its own patch matrix. */
export function isIdentity(info: Conv2DInfo): boolean {
  return info.filterHeight === 1 && info.filterWidth === 1 && info.strideHeight === 1 &&
    info.strideWidth === 1 && info.padInfo.top === 0 && info.padInfo.left === 0 &&
    info.outHeight === info.inHeight && info.outWidth === info.inWidth;
}

/** Calls `visit` with where a run of consecutive inputs lies in the patches and in the image, in values. */
function eachRun(
  info: Conv2DInfo,
  { first, count, visit }: Examples & {
    visit: (atPatch: number, atImage: number, length: number) => void;
  },
): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth } = info;
  const { strideHeight, strideWidth, dilationHeight, dilationWidth, padInfo } = info;
  const line = filterWidth * inChannels;
  let patch = 0;
  for (let example = first; example < first + count; example++) {
    for (let y = 0; y < outHeight; y++) {
      for (let x = 0; x < outWidth; x++) {
        const left = x * strideWidth - padInfo.left;
        for (let row = 0; row < filterHeight; row++, patch += line) {
          const inY = y * strideHeight - padInfo.top + row * dilationHeight;
          if (inY < 0 || inY >= inHeight) continue;
          const image = (example * inHeight + inY) * inWidth;
          if (dilationWidth === 1) {
            const start = Math.max(0, -left);
            const end = Math.min(filterWidth, inWidth - left);
            if (end <= start) continue;
            visit(
              patch + start * inChannels,
              (image + left + start) * inChannels,
              (end - start) * inChannels,
            );
          } else {
            for (let column = 0; column < filterWidth; column++) {
              const inX = left + column * dilationWidth;
              if (inX < 0 || inX >= inWidth) continue;
              visit(patch + column * inChannels, (image + inX) * inChannels, inChannels);
            }
          }
        }
      }
    }
  }
}

/** Below this many values a loop beats a block move. */
const SHORT = 24;

/**
 * Writes the patches of some examples.
 *
 * @param patches shape: [count · outHeight · outWidth, fh · fw · C]
 * @param images shape: [B, H, W, C]
 */
export function imagesToPatches(
  [patches, images]: readonly [Float32Array, Float32Array],
  { info, ...examples }: Examples & { info: Conv2DInfo },
): void {
  patches.fill(0); // what lies outside the image
  eachRun(info, {
    ...examples,
    visit(atPatch, atImage, length) {
      if (length >= SHORT) patches.set(images.subarray(atImage, atImage + length), atPatch);
      else for (let i = 0; i < length; i++) patches[atPatch + i] = images[atImage + i] ?? 0;
    },
  });
}

/**
 * Adds the patches of some examples to the pixels that they came from: the adjoint of `imagesToPatches`.
 *
 * @param images shape: [B, H, W, C]
 * @param patches shape: [count · outHeight · outWidth, fh · fw · C]
 */
export function addPatchesToImages(
  [images, patches]: readonly [Float32Array, Float32Array],
  { info, ...examples }: Examples & { info: Conv2DInfo },
): void {
  eachRun(info, {
    ...examples,
    visit(atPatch, atImage, length) {
      for (let i = 0; i < length; i++) images[atImage + i]! += patches[atPatch + i] ?? 0;
    },
  });
}
