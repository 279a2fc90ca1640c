/**
 * Products of patches with the weight noise of every example, which comes from its key in blocks.
 *
 * ε[b, k, o] is element (b n + k) S + o of the key's normals, S = O rounded up to 16: with one position these
 * are the numbers of R2g2NoiseProduct.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Key } from "../../streams/philox.ts";
import { normals } from "../../streams/streams.ts";
import { offsetOf, sizeOf } from "../../wasm/heap.ts";
import { defineKernel } from "../kernel/define.ts";
import { exampleOf, examplesOf, free, multiply } from "../kernel/matrices.ts";
import { type PositionSizes, positionSizes } from "../kernel/shapes.ts";
import { eachBlock } from "./noise_blocks.ts";

/**
 * z[b, p, o] = Σ_k x[b, p, k] scale[k, o] ε[b, k, o]: every example with its own weight noise, which comes from
 * the key in blocks and again, the same, for the gradient. No array of B × n × O values exists.
 *
 * ε[b, k, o] is element (b n + k) S + o of `normals(key, …)`, S = O rounded up to a multiple of 16.
 *
 * @param x shape: [B, P, n]
 * @param scale shape: [n, O]
 * @returns shape: [B, P, O]
 */
export function positionNoiseProduct(x: tf.Tensor3D, scale: tf.Tensor2D, key: Key): tf.Tensor3D {
  return positionNoise.apply({ x, scale }, key) as tf.Tensor3D;
}

/** Operations on every example's weights: a normal is four; its scale; products with all positions. */
export function noiseFlops({ batch, positions, inner, cols }: PositionSizes): number {
  return batch * inner * cols * (5 + 2 * positions);
}

/** dy [B, P, O], x, scale -> d x unless `scaleOnly`; d scale is written into the operand dScale [n, O]. */
export const positionNoiseGradient = defineKernel({
  name: "R2g2PositionNoiseGradient",
  stepArguments: ["key"],
  inputs: ["dy", "x", "scale", "dScale"],
  sizes(shapes, { scaleOnly }: Key & { readonly scaleOnly: boolean }) {
    const { x, weights, ...sizes } = positionSizes(shapes.x, shapes.scale);
    const dy = [sizes.batch, sizes.positions, sizes.cols];
    return {
      ...sizes,
      wanted: { x, scale: weights, dy, dScale: shapes.scale },
      results: scaleOnly ? [] : [shapes.x],
    };
  },
  run(call, dx) {
    const { backend, kernels, inputs, at, sizes: { positions, inner, cols } } = call;
    const ofDy = examplesOf(call, inputs.dy);
    backend.wasm.HEAPU8.fill(0, at.dScale, at.dScale + 4 * inner * cols);
    eachBlock(call, { all: dx !== undefined }, ({ b, from, width, patch, noise }) => {
      const u = multiply(call, [patch, ofDy[b]!], { transposeA: true });
      const offset = 4 * from * cols;
      const [s, ds] = [at.scale + offset, at.dScale + offset];
      kernels.gradientBlock(offsetOf(backend, u), offsetOf(backend, noise), s, ds, width * cols, 1);
      free(backend, u);
      if (dx === undefined) return;
      const block = multiply(call, [ofDy[b]!, noise], { transposeB: true });
      const image = dx + 4 * (b * positions * inner + from);
      kernels.copyRows(offsetOf(backend, block), image, positions, width, width, inner);
      free(backend, block);
    });
    free(backend, ...ofDy);
  },
  // A normal; Xᵀg, times the noise, summed over examples; for x the product with the scale and one with g.
  flops({ batch, positions, inner, cols }, { scaleOnly }) {
    const input = scaleOnly ? 0 : 1 + 2 * positions;
    return batch * inner * cols * (4 + 2 * positions + 2 + input);
  },
});

/** x [B, P, n], scale [n, O] -> Σ_k x[b, p, k] scale[k, o] ε[b, k, o], [B, P, O]. */
export const positionNoise = defineKernel({
  name: "R2g2PositionNoise",
  stepArguments: ["key"],
  inputs: ["x", "scale"],
  sizes(shapes, _key: Key) {
    const { x, weights, ...sizes } = positionSizes(shapes.x, shapes.scale);
    const results = [[sizes.batch, sizes.positions, sizes.cols]];
    return { ...sizes, wanted: { x, scale: weights }, results };
  },
  run(call, out) {
    const { backend, kernels, at, sizes: { batch, positions, cols } } = call;
    backend.wasm.HEAPU8.fill(0, out, out + 4 * sizeOf([batch, positions, cols]));
    eachBlock(call, { all: false }, ({ b, from, width, patch, noise }) => {
      const weights = offsetOf(backend, noise);
      kernels.product(weights, at.scale + 4 * from * cols, weights, width * cols);
      const part = multiply(call, [patch, noise]);
      kernels.addTo(offsetOf(backend, part), out + 4 * b * positions * cols, positions * cols);
      free(backend, part);
    });
  },
  flops: (sizes) => noiseFlops(sizes),
  gradient: {
    saves: ["x", "scale"],
    of(dy, { x, scale }, key) {
      // tfjs asks for x first, if at all. Both gradients come from one pass, so what it fills for the second
      // is allocated outside of the calls, to outlive them.
      const dScale = tf.zerosLike(scale);
      let filled = false;
      return {
        x() {
          filled = true;
          return positionNoiseGradient.one({ dy, x, scale, dScale }, { ...key, scaleOnly: false });
        },
        scale() {
          if (!filled) positionNoiseGradient.all({ dy, x, scale, dScale }, { ...key, scaleOnly: true });
          return tf.clone(dScale);
        },
      };
    },
  },
  portable: ({ x, scale }, key) => portablePositionNoise(x as tf.Tensor3D, scale as tf.Tensor2D, key),
});

/** The twin, differentiable in x and scale; holds one example's noise at a time. shapes: [B, P, n], [n, O] */
export function portablePositionNoise(x: tf.Tensor3D, scale: tf.Tensor2D, key: Key): tf.Tensor3D {
  const operation = tf.customGrad((...args) => {
    const [values, scales, save] = args as unknown as [tf.Tensor3D, tf.Tensor2D, (kept: tf.Tensor[]) => void];
    save([values, scales]);
    const rows = eachExample(
      values,
      (patches, b) => tf.matMul(patches, tf.mul(scales, noiseOf(key, { scale, b }))),
    );
    return {
      value: rows.length === 0 ? tf.zeros([0, x.shape[1], scale.shape[1]]) : tf.stack(rows),
      gradFunc: (dy, saved) => gradients(dy as tf.Tensor3D, { saved: saved as tf.Tensor[], key }),
    };
  });
  return operation(x, scale) as tf.Tensor3D;
}

function gradients(
  dy: tf.Tensor3D,
  { saved, key }: { saved: tf.Tensor[]; key: Key },
): [tf.Tensor, tf.Tensor] {
  const [x, scale] = saved as [tf.Tensor3D, tf.Tensor2D];
  let dScale: tf.Tensor2D = tf.zerosLike(scale);
  const rows = eachExample(x, (patches, b) => {
    const noise = noiseOf(key, { scale, b });
    const own = exampleOf(dy, b);
    const previous = dScale;
    dScale = tf.keep(tf.add(previous, tf.mul(tf.matMul(tf.transpose(patches), own), noise)));
    if (b > 0) previous.dispose();
    return tf.matMul(own, tf.transpose(tf.mul(noise, scale) as tf.Tensor2D));
  });
  const result = tf.clone(dScale);
  if (rows.length > 0) dScale.dispose();
  return [rows.length === 0 ? tf.zerosLike(x) : tf.stack(rows), result];
}

function eachExample(x: tf.Tensor3D, body: (patches: tf.Tensor2D, b: number) => tf.Tensor2D): tf.Tensor2D[] {
  return Array.from(
    { length: x.shape[0] },
    (_, b) => tf.tidy(() => body(exampleOf(x, b), b)),
  );
}

/** ε[b], [n, O]: rows of the stream start at multiples of sixteen. */
function noiseOf(key: Key, { scale, b }: { scale: tf.Tensor2D; b: number }): tf.Tensor2D {
  const [n, cols] = scale.shape;
  const stride = Math.ceil(cols / 16) * 16;
  const padded = tf.tensor2d(normals(key, n * stride, b * n * stride), [n, stride]);
  return tf.slice(padded, [0, 0], [n, cols]);
}
