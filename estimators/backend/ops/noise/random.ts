/**
 * Tensors of random numbers, made in their own memory where the backend has the kernels.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { checkCount, type Key, requireKey } from "../../streams/philox.ts";
import { normals, uniforms } from "../../streams/streams.ts";
import { sizeOf } from "../../wasm/heap.ts";
import { withScratch } from "../../wasm/tensors.ts";
import { type DefinedKernel, defineKernel } from "../kernel/define.ts";
import type { Shape } from "../kernel/shapes.ts";

/**
 * Standard normals, float32, with the bits of `normals`: the same on every backend and machine.
 *
 * Source: Philox 4×32-10 (Salmon et al. 2011), then Box and Muller 1958.
 *
 * @param key one key for one tensor; `split` or `foldIn` make more.
 * @param shape of the tensor, which the caller disposes.
 * @throws {TypeError} for what is not a key.
 * @throws {RangeError} for an axis that is not a count.
 * @example
 * ```ts
 * import { key } from "../../../random/mod.ts";
 * import { normal } from "./random.ts";
 * const noise = normal(key(1), [2, 3]); // shape: [2, 3]
 * console.assert(noise.shape.join() === "2,3");
 * noise.dispose();
 * ```
 */
export function normal<R extends tf.Rank>(key: Key, shape: tf.ShapeMap[R]): tf.Tensor<R> {
  return filled<R>(normalKernel, key, shape);
}

/** Uniform numbers in [0, 1), float32, with the bits of `uniforms`. */
export function uniform<R extends tf.Rank>(key: Key, shape: tf.ShapeMap[R]): tf.Tensor<R> {
  return filled<R>(uniformKernel, key, shape);
}

/** Standard normals: each is a share of a logarithm, a root, a sine and a product. */
export const normalKernel = stream("R2g2Normal", { kind: "normals", twin: normals, flops: 4 });

/** Uniform numbers. */
export const uniformKernel = stream("R2g2Uniform", { kind: "uniforms", twin: uniforms, flops: 1 });

interface RandomAttrs extends Key {
  /** Extents of the tensor. */
  readonly shape: Shape;
}

function stream(
  name: string,
  { kind, twin, flops }: {
    readonly kind: "normals" | "uniforms";
    readonly twin: typeof normals;
    readonly flops: number;
  },
): DefinedKernel<never, RandomAttrs> {
  return defineKernel({
    name,
    stepArguments: ["key"],
    inputs: [],
    sizes: (_none, { shape }: RandomAttrs) => ({ size: sizeOf(shape), results: [shape] }),
    run({ backend, kernels, sizes: { size }, attrs: { k0, k1 } }, out) {
      withScratch(backend, 64, (scratch) => kernels[kind](out, size, k0, k1, 0, scratch));
    },
    flops: ({ size }) => flops * size,
    portable: (_none, { k0, k1, shape }) => tf.tensor(twin({ k0, k1 }, sizeOf(shape)), [...shape], "float32"),
  });
}

function filled<R extends tf.Rank>(kernel: typeof normalKernel, key: Key, shape: Shape): tf.Tensor<R> {
  requireKey(key);
  for (const axis of shape) checkCount(axis, `axis of shape [${shape.join(", ")}]`);
  return kernel.apply({}, { k0: key.k0, k1: key.k1, shape: [...shape] }) as tf.Tensor<R>;
}
