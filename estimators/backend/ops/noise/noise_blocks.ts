/**
 * Weight noise of all examples in blocks that stay in cache, next to the patches that it meets.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { Key } from "../../streams/philox.ts";
import { offsetOf } from "../../wasm/heap.ts";
import { make, withScratch } from "../../wasm/tensors.ts";
import type { Workspace } from "../kernel/define.ts";
import { free } from "../kernel/matrices.ts";
import type { PositionSizes } from "../kernel/shapes.ts";

/** Values of one block of noise: with the scale's block it stays in the second-level cache. */
const BLOCK_VALUES = 2 ** 16;

/** A block of one example. */
export interface NoiseBlock {
  /** The example. */
  readonly b: number;
  /** First weight. */
  readonly from: number;
  /** Number of weights. */
  readonly width: number;
  /** Columns `from` on of the example's patches. shape: [P, width] */
  readonly patch: tf.TensorInfo;
  /** The same rows of the example's noise. shape: [width, O] */
  readonly noise: tf.TensorInfo;
}

/**
 * Calls `use` for every block of weights and, inside, every example: the scales of a block stay in cache.
 *
 * @param options.all whether noise that meets x = 0 is wanted too
 */
export function eachBlock(
  { backend, kernels, at, sizes: { batch, positions, inner, cols }, attrs: { k0, k1 } }: Workspace & {
    readonly at: { readonly x: number };
    readonly sizes: PositionSizes;
    readonly attrs: Key;
  },
  { all }: { readonly all: boolean },
  use: (block: NoiseBlock) => void,
): void {
  const step = Math.max(1, Math.floor(BLOCK_VALUES / Math.max(1, cols)));
  withScratch(backend, 64 * Math.ceil(cols / 16) + 64, (scratch) => {
    for (let from = 0; from < inner; from += step) {
      const width = Math.min(step, inner - from);
      const [patch, noise] = [make(backend, [positions, width]), make(backend, [width, cols])];
      const [pp, pn] = [offsetOf(backend, patch), offsetOf(backend, noise)];
      for (let b = 0; b < batch; b++) {
        const image = at.x + 4 * b * positions * inner;
        kernels.copyRows(image + 4 * from, pp, positions, width, inner, width);
        const drawn = all ? 1 : 0;
        kernels.noiseRows(image, pn, scratch, b, positions, inner, from, width, cols, drawn, k0, k1);
        use({ b, from, width, patch, noise });
      }
      free(backend, patch, noise);
    }
  });
}
