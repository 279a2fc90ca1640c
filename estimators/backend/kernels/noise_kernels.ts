/**
 * Random tensors and products with per-example noise.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { sizeOf } from "../heap.ts";
import {
  at,
  type Call,
  kernelsOn,
  make,
  operand,
  requireShape,
  type TensorKernel,
  withScratch,
} from "./call.ts";

/** Kernels by name. */
export const noiseKernels: Readonly<Record<string, TensorKernel>> = {
  R2g2Normal: (call) => stream("normals", call),
  R2g2Uniform: (call) => stream("uniforms", call),

  /** x [B, n], scale [n, O] -> Σ_k x[b, k] scale[k, o] ε[b, k, o], [B, O]. */
  R2g2NoiseProduct(call) {
    const { x, scale, rows, inner, cols, k0, k1 } = noise("R2g2NoiseProduct", call);
    const { backend } = call;
    const out = make(backend, [rows, cols]);
    const [px, ps, po] = [x, scale, out].map((tensor) => at(backend, tensor));
    withScratch(
      backend,
      rowBytes(cols),
      (scratch) => kernelsOn(backend).noiseProduct(px!, ps!, po!, scratch, rows, inner, cols, k0, k1),
    );
    return out;
  },

  /** dy [B, O], x, scale -> d x [B, n] unless `scaleOnly`; d scale is written into the input dScale [n, O]. */
  R2g2NoiseProductGradient(call) {
    const name = "R2g2NoiseProductGradient";
    const { x, scale, rows, inner, cols, k0, k1 } = noise(name, call);
    const [dy, dScale] = [operand(name, call, "dy"), operand(name, call, "dScale")];
    requireShape(name, { name: "dy", tensor: dy, wanted: [rows, cols] });
    requireShape(name, { name: "dScale", tensor: dScale, wanted: scale.shape });
    const { backend } = call;
    const dx = call.attrs["scaleOnly"] === true ? undefined : make(backend, x.shape);
    const [d, px, ps, gs, gx] = [dy, x, scale, dScale, dx].map((tensor) => at(backend, tensor));
    withScratch(
      backend,
      rowBytes(cols),
      (scratch) =>
        kernelsOn(backend).noiseProductGradient(d!, px!, ps!, gs!, gx!, scratch, rows, inner, cols, k0, k1),
    );
    return dx === undefined ? [] : [dx];
  },
};

/** Bytes of one row of noise: whole groups of sixteen. */
function rowBytes(cols: number): number {
  return Math.ceil(cols / 16) * 64;
}

function stream(kind: "normals" | "uniforms", { attrs, backend }: Call): tf.TensorInfo {
  const { k0, k1, shape } = attrs as unknown as { k0: number; k1: number; shape: number[] };
  const out = make(backend, shape);
  const pointer = at(backend, out);
  withScratch(backend, 64, (scratch) => kernelsOn(backend)[kind](pointer, sizeOf(shape), k0, k1, 0, scratch));
  return out;
}

function noise(name: string, call: Call): {
  x: tf.TensorInfo;
  scale: tf.TensorInfo;
  rows: number;
  inner: number;
  cols: number;
  k0: number;
  k1: number;
} {
  const [x, scale] = [operand(name, call, "x"), operand(name, call, "scale")];
  const [rows, inner] = x.shape as [number, number];
  const cols = scale.shape[1] ?? 0;
  requireShape(name, { name: "x", tensor: x, wanted: [rows, inner] });
  requireShape(name, { name: "scale", tensor: scale, wanted: [inner, cols] });
  const { k0, k1 } = call.attrs as { k0: number; k1: number };
  return { x, scale, rows, inner, cols, k0, k1 };
}
