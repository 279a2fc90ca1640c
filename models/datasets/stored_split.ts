/**
 * A split whose examples lie in memory as they came from their files: bytes, or floats where the files
 * hold fractions.
 * @module
 */
import type { Split } from "./types.ts";
import { assertIndex, DataError } from "./types.ts";

/** Examples in memory. */
export interface StoredExamples {
  /** Row-major, channels last; bytes stand for value / 255. shape: count × size */
  readonly images: Uint8Array | Float32Array;
  /** shape: count */
  readonly labels: ArrayLike<number>;
  /** Values of one image. */
  readonly size: number;
  /** Number of classes: labels are in [0, classes). */
  readonly classes: number;
  /** Where the examples came from, for error messages. */
  readonly source: string;
}

/**
 * Makes a split of examples in memory; nothing is copied.
 *
 * @throws {DataError} where images and labels do not match or a label is not a class
 *
 * @example
 * ```ts
 * import { storedSplit } from "./stored_split.ts";
 * const images = Uint8Array.of(0, 51, 255, 0);
 * const split = storedSplit({ images, labels: [1, 0], size: 2, classes: 2, source: "example" });
 * console.assert(split.images([0])[1] === Math.fround(0.2));
 * ```
 */
export function storedSplit({ images, labels, size, classes, source }: StoredExamples): Split {
  const count = labels.length;
  if (count === 0 || images.length !== count * size) {
    throw new DataError(
      `${source}: ${images.length} pixel values do not make ${count} images of ${size}: ` +
        "images and labels are from different files",
    );
  }
  for (let i = 0; i < count; i++) {
    const label = labels[i]!;
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new DataError(
        `${source}: label ${label} of example ${i} is not a class from 0 to ${classes - 1}`,
      );
    }
  }
  const scale = images instanceof Uint8Array ? 255 : 1;
  return {
    count,
    images(indices) {
      const batch = new Float32Array(indices.length * size);
      for (let b = 0; b < indices.length; b++) {
        const index = indices[b];
        assertIndex(index, count);
        const from = index * size;
        const to = b * size;
        for (let p = 0; p < size; p++) batch[to + p] = images[from + p]! / scale;
      }
      return batch;
    },
    labels(indices) {
      const batch = new Int32Array(indices.length);
      for (let b = 0; b < indices.length; b++) {
        const index = indices[b];
        assertIndex(index, count);
        batch[b] = labels[index]!;
      }
      return batch;
    },
  };
}
