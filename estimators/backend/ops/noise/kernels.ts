/**
 * Random tensors and products with per-example noise.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { floats, sizeOf, type WasmBackend } from "../../wasm/heap.ts";
import {
  at,
  type Call,
  kernelsOn,
  make,
  operand,
  requireShape,
  type TensorKernel,
  withScratch,
} from "../../wasm/call.ts";
import { type NoiseJob, scratchBytes } from "./chunks.ts";
import { runJob } from "./threads.ts";

/** Kernels by name. */
export const noiseKernels: Readonly<Record<string, TensorKernel>> = {
  R2g2Normal: (call) => stream("normals", call),
  R2g2Uniform: (call) => stream("uniforms", call),

  /** x [B, n], scale [n, O] -> Σ_k x[b, k] scale[k, o] ε[b, k, o], [B, O]. */
  R2g2NoiseProduct(call) {
    const { x, scale, rows, inner, cols, k0, k1 } = noise("R2g2NoiseProduct", call);
    const { backend } = call;
    const out = make(backend, [rows, cols]);
    const job: NoiseJob = { kind: "forward", rows, inner, cols, k0, k1, dx: false };
    runOnHeap(backend, { job, tensors: { x, scale, out } });
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
    const job: NoiseJob = { kind: "gradient", rows, inner, cols, k0, k1, dx: dx !== undefined };
    runOnHeap(backend, { job, tensors: { x, scale, dy, out: dScale, dx } });
    return dx === undefined ? [] : [dx];
  },
};

function runOnHeap(
  backend: WasmBackend,
  { job, tensors: { x, scale, dy, out, dx } }: {
    readonly job: NoiseJob;
    readonly tensors: Readonly<Record<"x" | "scale" | "out", tf.TensorInfo>> & {
      readonly dy?: tf.TensorInfo;
      readonly dx?: tf.TensorInfo | undefined;
    };
  },
): void {
  const [px, ps, pd, po, pg] = [x, scale, dy, out, dx].map((tensor) => at(backend, tensor));
  withScratch(backend, scratchBytes(job), (scratch) =>
    runJob(job, {
      kernels: kernelsOn(backend),
      at: { x: px!, scale: ps!, dy: pd!, out: po!, dx: pg!, scratch },
      view: (pointer, length) => floats(backend, pointer, length),
    }));
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
