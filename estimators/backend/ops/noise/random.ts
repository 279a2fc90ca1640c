/**
 * Tensors of random numbers with the bits of `random/streams.ts`, made in their own memory.
 * @module
 */
import { sizeOf } from "../../wasm/heap.ts";
import { withScratch } from "../../wasm/tensors.ts";
import { type DefinedKernel, defineKernel } from "../kernel/define.ts";
import type { Shape } from "../kernel/shapes.ts";

/** Settings of a random tensor. */
export interface RandomAttrs {
  /** First word of the key. */
  readonly k0: number;
  /** Second word of the key. */
  readonly k1: number;
  /** Extents of the tensor. */
  readonly shape: Shape;
}

/** Standard normals: each is a share of a logarithm, a root, a sine and a product. */
export const normals = stream("R2g2Normal", { kind: "normals", flops: 4 });

/** Uniform numbers in [0, 1). */
export const uniforms = stream("R2g2Uniform", { kind: "uniforms", flops: 1 });

function stream(
  name: string,
  { kind, flops }: { readonly kind: "normals" | "uniforms"; readonly flops: number },
): DefinedKernel<never, RandomAttrs> {
  return defineKernel({
    name,
    inputs: [],
    sizes: (_none, { shape }: RandomAttrs) => ({ size: sizeOf(shape), results: [shape] }),
    run({ backend, kernels, sizes: { size }, attrs: { k0, k1 } }, out) {
      withScratch(backend, 64, (scratch) => kernels[kind](out, size, k0, k1, 0, scratch));
    },
    flops: ({ size }) => flops * size,
  });
}
