/**
 * Small linear systems on tensors.
 * @module
 */
import {
  at,
  kernelsOn,
  make,
  operand,
  requireShape,
  type TensorKernel,
  withScratch,
} from "../../wasm/call.ts";

/** Kernels by name. */
export const solveKernels: Readonly<Record<string, TensorKernel>> = {
  /** w [m, n] -> products of its rows i and j ≤ i, [m (m + 1) / 2, n]. */
  R2g2RowPairs(call) {
    const w = operand("R2g2RowPairs", call, "w");
    const [m, n] = w.shape as [number, number];
    requireShape("R2g2RowPairs", { name: "w", tensor: w, wanted: [m, n] });
    const { backend } = call;
    const out = make(backend, [triangle(m), n]);
    kernelsOn(backend).rowPairs(at(backend, w), at(backend, out), m, n);
    return out;
  },

  /**
   * gram [B, n, n], or packed [n (n + 1) / 2, B] with attribute n -> factors [⌈B / 4⌉, n (n + 1) / 2, 4] and
   * least pivots [B].
   */
  R2g2FactorLanes(call) {
    const name = "R2g2FactorLanes";
    const gram = operand(name, call, "gram");
    const n = call.attrs["n"] as number;
    const packed = gram.shape.length === 2;
    const count = gram.shape[packed ? 1 : 0] ?? 0;
    requireShape(name, { name: "gram", tensor: gram, wanted: packed ? [triangle(n), count] : [count, n, n] });
    const { backend } = call;
    const out = [make(backend, [Math.ceil(count / 4), triangle(n), 4]), make(backend, [count])];
    const [pg, pf, pp] = [gram, ...out].map((tensor) => at(backend, tensor));
    kernelsOn(backend).factorLanes(pg!, pf!, pp!, count, n, packed);
    return out;
  },

  /** factor as R2g2FactorLanes gives it, b [B, n] -> solutions [B, n]. */
  R2g2SolveLanes(call) {
    const name = "R2g2SolveLanes";
    const [factor, b] = [operand(name, call, "factor"), operand(name, call, "b")];
    const [count, n] = b.shape as [number, number];
    requireShape(name, { name: "b", tensor: b, wanted: [count, n] });
    const wanted = [Math.ceil(count / 4), triangle(n), 4];
    requireShape(name, { name: "factor", tensor: factor, wanted });
    const { backend } = call;
    const out = make(backend, b.shape);
    const [pf, pb, px] = [factor, b, out].map((tensor) => at(backend, tensor));
    withScratch(backend, 16 * n, (work) => kernelsOn(backend).solveLanes(pf!, pb!, px!, work, count, n));
    return out;
  },
};

/** Entries of a lower triangle. */
function triangle(n: number): number {
  return n * (n + 1) / 2;
}
