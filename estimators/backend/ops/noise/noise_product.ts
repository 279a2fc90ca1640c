/**
 * Products with the weight noise of every example, which comes from its key.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Key } from "../../streams/philox.ts";
import { floats } from "../../wasm/heap.ts";
import { withScratch } from "../../wasm/tensors.ts";
import { defineKernel, type Workspace } from "../kernel/define.ts";
import type { Shape } from "../kernel/shapes.ts";
import { portablePositionNoise } from "./position_noise.ts";
import { type NoiseJob, type NoisePointers, scratchBytes } from "./threads/pieces.ts";
import { runJob } from "./threads/threads.ts";

/**
 * z[b, o] = Σ_k x[b, k] scale[k, o] ε[b, k, o]: every example with its own weight noise, which comes from the
 * key in blocks and again, the same, for the gradient. No array of B × n × O values exists.
 *
 * ε[b, k, o] is element (b n + k) S + o of `normals(key, …)`, S = O rounded up to a multiple of 16.
 *
 * @param x shape: [B, n]
 * @param scale shape: [n, O]
 * @returns shape: [B, O]
 */
export function perExampleNoiseProduct(x: tf.Tensor2D, scale: tf.Tensor2D, key: Key): tf.Tensor2D {
  return noiseProduct.apply({ x, scale }, key) as tf.Tensor2D;
}

/** dy [B, O], x, scale -> d x [B, n] unless `scaleOnly`; d scale is written into the operand dScale [n, O]. */
export const noiseProductGradient = defineKernel({
  name: "R2g2NoiseProductGradient",
  stepArguments: ["key"],
  inputs: ["dy", "x", "scale", "dScale"],
  sizes({ x, scale }, { scaleOnly }: Key & { readonly scaleOnly: boolean }) {
    const { rows, inner, cols, wanted } = noiseSizes({ x, scale });
    return {
      ...{ rows, inner, cols },
      wanted: { ...wanted, dy: [rows, cols], dScale: scale },
      results: scaleOnly ? [] : [x],
    };
  },
  run(call, dx = 0) {
    const { at: { dy, x, scale, dScale }, sizes: { rows, inner, cols }, attrs: { k0, k1 } } = call;
    const job: NoiseJob = { kind: "gradient", rows, inner, cols, k0, k1, dx: dx !== 0 };
    runOnHeap(call, { job, at: { x, scale, dy, out: dScale, dx } });
  },
  flops: ({ rows, inner, cols }, { scaleOnly }) => (7 + (scaleOnly ? 0 : 2)) * rows * inner * cols,
});

/** x [B, n], scale [n, O] -> Σ_k x[b, k] scale[k, o] ε[b, k, o], [B, O]. */
export const noiseProduct = defineKernel({
  name: "R2g2NoiseProduct",
  stepArguments: ["key"],
  inputs: ["x", "scale"],
  sizes(shapes, _key: Key) {
    const sizes = noiseSizes(shapes);
    return { ...sizes, results: [[sizes.rows, sizes.cols]] };
  },
  run(call, out) {
    const { at: { x, scale }, sizes: { rows, inner, cols }, attrs: { k0, k1 } } = call;
    const job: NoiseJob = { kind: "forward", rows, inner, cols, k0, k1, dx: false };
    runOnHeap(call, { job, at: { x, scale, dy: 0, out, dx: 0 } });
  },
  // One weight of one example: a normal, two products and an addition.
  flops: ({ rows, inner, cols }) => 7 * rows * inner * cols,
  gradient: {
    saves: ["x", "scale"],
    of(dy, { x, scale }, key) {
      // The noise is made anew here, once for both gradients. tfjs asks for x first, if at all: where it does
      // not, x is data, and where x is zero no noise is needed. d scale is allocated out here to outlive the
      // call that fills it.
      const dScale = tf.zerosLike(scale);
      let filled = false;
      return {
        x() {
          filled = true;
          return noiseProductGradient.one({ dy, x, scale, dScale }, { ...key, scaleOnly: false });
        },
        scale() {
          if (!filled) noiseProductGradient.all({ dy, x, scale, dScale }, { ...key, scaleOnly: true });
          return tf.clone(dScale);
        },
      };
    },
  },
  /** A dense layer is a site of one position. */
  portable({ x, scale }, key) {
    const patches = tf.expandDims(x, 1) as tf.Tensor3D;
    return tf.squeeze(portablePositionNoise(patches, scale as tf.Tensor2D, key), [1]);
  },
});

function noiseSizes({ x, scale }: Readonly<Record<"x" | "scale", Shape>>): {
  rows: number;
  inner: number;
  cols: number;
  wanted: { x: Shape; scale: Shape };
} {
  const [rows = 0, inner = 0] = x;
  const [, cols = 0] = scale;
  return { rows, inner, cols, wanted: { x: [rows, inner], scale: [inner, cols] } };
}

function runOnHeap(
  { backend, kernels }: Workspace,
  { job, at }: { readonly job: NoiseJob; readonly at: Omit<NoisePointers, "scratch"> },
): void {
  withScratch(backend, scratchBytes(job), (scratch) =>
    runJob(job, {
      kernels,
      at: { ...at, scratch },
      view: (pointer, length) => floats(backend, pointer, length),
    }));
}
