/**
 * Small linear systems on tensors.
 * @module
 */
import { at, kernelsOn, make, operand, requireShape, type TensorKernel, withScratch } from "./call.ts";

/** Kernels by name. */
export const solveKernels: Readonly<Record<string, TensorKernel>> = {
  /** a [B, n, n], b [B, n] -> solutions [B, n] and ranks [B] (int32). */
  R2g2SolveSemidefinite(call) {
    const name = "R2g2SolveSemidefinite";
    const [a, b] = [operand(name, call, "a"), operand(name, call, "b")];
    const [count, n] = b.shape as [number, number];
    requireShape(name, { name: "b", tensor: b, wanted: [count, n] });
    requireShape(name, { name: "a", tensor: a, wanted: [count, n, n] });
    const { backend } = call;
    const out = [make(backend, b.shape), backend.makeOutput([count], "int32")];
    const [pa, pb, px, pr] = [a, b, ...out].map((tensor) => at(backend, tensor));
    const tolerance = call.attrs["tolerance"] as number;
    withScratch(backend, 8 * n * (n + 3) + 16, (work) => {
      const aligned = Math.ceil(work / 16) * 16;
      kernelsOn(backend).solveSemidefinite(pa!, pb!, px!, pr!, aligned, count, n, tolerance);
    });
    return out;
  },
};
