/**
 * What procedural sets of labelled images share: examples that are drawn when asked for, from numbers that
 * depend on the key and the example's index only.
 * @module
 */
import type { Key } from "../../../estimators/random/mod.ts";
import type { Split } from "../types.ts";
import { uniforms } from "../../../estimators/random/mod.ts";
import { assertIndex } from "../types.ts";

/** How a split draws its examples. */
export interface ProceduralOptions {
  /** Number of examples. */
  readonly count: number;
  /** Of the split: other keys give other examples. */
  readonly key: Key;
  /** Labels are in [0, classes). */
  readonly classes: number;
  /** Values of one image. */
  readonly size: number;
  /** Numbers reserved for each example: a whole number of the generator's groups of 16. */
  readonly stride: number;
  /** Uniforms in [0, 1) that `draw` is given, the first of which is the label's; at most the stride. */
  readonly numbers: number;
  /** Writes one image; its random numbers begin at `offset` of the key's stream. */
  draw(image: Float32Array, example: ProceduralExample): void;
}

/** One example. */
export interface ProceduralExample {
  /** Its class, decided by the first number. */
  readonly label: number;
  /** Uniforms in [0, 1), the label's first. */
  readonly numbers: Float32Array;
  /** Where its random numbers begin in the key's stream. */
  readonly offset: number;
}

/** The split. */
export function proceduralSplit(options: ProceduralOptions): Split {
  const { count, key, classes, size, stride, numbers, draw } = options;
  const labelOf = (values: Float32Array) => Math.floor(values[0]! * classes);
  function offsetOf(index: number | undefined): number {
    assertIndex(index, count);
    return stride * index;
  }
  return {
    count,
    images(indices) {
      const batch = new Float32Array(indices.length * size);
      for (let b = 0; b < indices.length; b++) {
        const offset = offsetOf(indices[b]);
        const values = uniforms(key, numbers, offset);
        draw(batch.subarray(b * size, (b + 1) * size), { label: labelOf(values), numbers: values, offset });
      }
      return batch;
    },
    labels: (indices) =>
      Int32Array.from({ length: indices.length }, (_, b) => labelOf(uniforms(key, 1, offsetOf(indices[b])))),
  };
}
