/**
 * Products of patches with the weight noise of every example, which comes from its key in blocks.
 *
 * ε[b, k, o] is element (b n + k) S + o of the key's normals, S = O rounded up to 16: with one position these
 * are the numbers of R2g2NoiseProduct.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import {
  at,
  type Call,
  clear,
  kernelsOn,
  make,
  operand,
  patchOperands,
  requireShape,
  type TensorKernel,
  withScratch,
  zeros,
} from "../../wasm/call.ts";
import { multiply } from "../gram/blocks.ts";
import { examplesOf } from "../gram/gradient.ts";

/** Values of one block of noise: with the scale's block it stays in the second-level cache. */
const BLOCK_VALUES = 2 ** 16;

/** Kernels by name. */
export const positionNoiseKernels: Readonly<Record<string, TensorKernel>> = {
  /** x [B, P, n], scale [n, O] -> Σ_k x[b, p, k] scale[k, o] ε[b, k, o], [B, P, O]. */
  R2g2PositionNoise(call) {
    const { x, weights: scale, batch, positions, cols } = patchOperands("R2g2PositionNoise", call, "scale");
    const { backend } = call;
    const kernels = kernelsOn(backend);
    const out = zeros(backend, [batch, positions, cols]);
    eachBlock(call, { x, scale, all: false }, ({ b, from, width, patch, noise }) => {
      const weights = at(backend, noise);
      kernels.product(weights, at(backend, scale) + 4 * from * cols, weights, width * cols);
      const part = multiply(backend, [patch, noise]);
      kernels.addTo(at(backend, part), at(backend, out) + 4 * b * positions * cols, positions * cols);
      backend.disposeData(part.dataId);
    });
    return out;
  },

  /** dy [B, P, O], x, scale -> d x unless `scaleOnly`; d scale is written into the input dScale [n, O]. */
  R2g2PositionNoiseGradient(call) {
    const name = "R2g2PositionNoiseGradient";
    const { x, weights: scale, batch, positions, inner, cols } = patchOperands(name, call, "scale");
    const [dy, dScale] = [operand(name, call, "dy"), operand(name, call, "dScale")];
    requireShape(name, { name: "dy", tensor: dy, wanted: [batch, positions, cols] });
    requireShape(name, { name: "dScale", tensor: dScale, wanted: scale.shape });
    const { backend } = call;
    const kernels = kernelsOn(backend);
    const dx = call.attrs["scaleOnly"] === true ? undefined : make(backend, x.shape);
    const ofDy = examplesOf(backend, dy);
    const start = clear(backend, dScale);
    eachBlock(call, { x, scale, all: dx !== undefined }, ({ b, from, width, patch, noise }) => {
      const u = multiply(backend, [patch, ofDy[b]!], { transposeA: true });
      const offset = 4 * from * cols;
      const s = at(backend, scale) + offset;
      kernels.gradientBlock(at(backend, u), at(backend, noise), s, start + offset, width * cols, 1);
      backend.disposeData(u.dataId);
      if (dx === undefined) return;
      const block = multiply(backend, [ofDy[b]!, noise], { transposeB: true });
      const image = at(backend, dx) + 4 * (b * positions * inner + from);
      kernels.copyRows(at(backend, block), image, positions, width, width, inner);
      backend.disposeData(block.dataId);
    });
    for (const { dataId } of ofDy) backend.disposeData(dataId);
    return dx === undefined ? [] : [dx];
  },
};

interface Block {
  readonly b: number;
  readonly from: number;
  readonly width: number;
  /** Columns `from` on of the example's patches. shape: [P, width] */
  readonly patch: tf.TensorInfo;
  /** The same rows of the example's noise. shape: [width, O] */
  readonly noise: tf.TensorInfo;
}

/** Blocks of weights outside, so that their scales stay in cache; examples inside. */
function eachBlock(
  { backend, attrs }: Call,
  { x, scale, all }: { readonly x: tf.TensorInfo; readonly scale: tf.TensorInfo; readonly all: boolean },
  use: (block: Block) => void,
): void {
  const { k0, k1 } = attrs as { k0: number; k1: number };
  const [batch, positions, inner] = x.shape as [number, number, number];
  const cols = scale.shape[1] ?? 0;
  const step = Math.max(1, Math.floor(BLOCK_VALUES / Math.max(1, cols)));
  const kernels = kernelsOn(backend);
  withScratch(backend, 64 * Math.ceil(cols / 16) + 64, (scratch) => {
    for (let from = 0; from < inner; from += step) {
      const width = Math.min(step, inner - from);
      const [patch, noise] = [make(backend, [positions, width]), make(backend, [width, cols])];
      for (let b = 0; b < batch; b++) {
        const image = at(backend, x) + 4 * b * positions * inner;
        kernels.copyRows(image + 4 * from, at(backend, patch), positions, width, inner, width);
        kernels.noiseRows(
          ...[image, at(backend, noise), scratch, b, positions, inner, from, width, cols] as const,
          ...[all ? 1 : 0, k0, k1] as const,
        );
        use({ b, from, width, patch, noise });
      }
      for (const { dataId } of [patch, noise]) backend.disposeData(dataId);
    }
  });
}
