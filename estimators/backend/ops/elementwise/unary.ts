/**
 * Functions of one array, element by element, and their gradients, on the compiled module.
 *
 * Sigmoid, Relu and Square stay with tfjs: its own are SIMD code too, and as fast or faster.
 * @module
 */
import type { Binary, Kernels, Unary } from "../../wasm/functions.ts";
import { offsetOf, sizeOf } from "../../wasm/heap.ts";
import { kernelsOn, make } from "../../wasm/tensors.ts";
import { operand } from "../kernel/checks.ts";
import { type DefinedKernel, defineKernel, type NoAttrs } from "../kernel/define.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { replaceKernel } from "../kernel/replace.ts";
import type { Shape } from "../kernel/shapes.ts";

/** A function of tfjs's for float32; tfjs's own answers for other types. */
export function unary(name: string, compute: (kernels: Kernels) => Unary): Kernel {
  return replaceKernel({
    name,
    compiled: true,
    flops: ({ output }) => sizeOf(output.shape),
    takes: ({ inputs }) => inputs["x"]?.dtype === "float32",
    run(call) {
      const { backend } = call;
      const x = operand(name, call, "x");
      const out = make(backend, x.shape);
      compute(kernelsOn(backend))(offsetOf(backend, x), offsetOf(backend, out), sizeOf(x.shape));
      return out;
    },
  });
}

/** The gradient of a function of tfjs's, of dy and what tfjs saves of it. */
export function unaryGradient<const Saved extends "x" | "y">(
  { name, of: kernel, saved, flops, compute }: {
    readonly name: string;
    /** tfjs's name of the function. */
    readonly of: string;
    /** What tfjs saves: the argument x or the result y. */
    readonly saved: Saved;
    /** Operations of one value. */
    readonly flops: number;
    readonly compute: (kernels: Kernels) => Binary;
  },
): DefinedKernel<"dy" | Saved, NoAttrs> {
  return defineKernel({
    name,
    inputs: ["dy", saved],
    gradientOf: { kernel, saved },
    sizes: ({ dy }) => ({
      size: sizeOf(dy),
      wanted: { [saved]: dy } as Partial<Record<"dy" | Saved, Shape>>,
      results: [dy],
    }),
    run: ({ kernels, at, sizes }, out) => compute(kernels)(at.dy, at[saved], out, sizes.size),
    flops: ({ size }) => flops * size,
  });
}
