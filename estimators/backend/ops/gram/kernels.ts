/**
 * Weight vectors with several positions: draws of N(0, G), solutions of G β = z, products with G.
 * @module
 */
import { runKernel, sizeOf } from "../../wasm/heap.ts";
import {
  at,
  kernelsOn,
  make,
  operand,
  patchOperands,
  requireShape,
  type TensorKernel,
  withScratch,
} from "../../wasm/call.ts";
import { eachGram, pairsOf } from "./blocks.ts";
import { gramPathGradient } from "./gradient.ts";

/** Kernels by name. */
export const gramKernels: Readonly<Record<string, TensorKernel>> = {
  /** x [B, P, n], variance [n, O] -> G of every example and channel, lower triangles, [B, P (P + 1) / 2, O]. */
  R2g2Gram(call) {
    const { x, weights: variance, batch, positions, cols } = patchOperands("R2g2Gram", call, "variance");
    const { backend } = call;
    const out = make(backend, [batch, pairsOf(positions), cols]);
    eachGram(backend, { x, variance }, (gram, { first }) => {
      const target = at(backend, out) + 4 * first * pairsOf(positions) * cols;
      kernelsOn(backend).copyRows(at(backend, gram), target, 1, sizeOf(gram.shape), 0, 0);
    });
    return out;
  },

  /**
   * x [B, P, n], variance [n, O], given [B, P, O] -> z and beta [B, P, O], ranks [B] (int32), residuals [B].
   * Given are standard normals, or z itself where `deviation` is set.
   */
  R2g2GramDraw(call) {
    const name = "R2g2GramDraw";
    const { x, weights: variance, batch, positions, cols } = patchOperands(name, call, "variance");
    const given = operand(name, call, "given");
    requireShape(name, { name: "given", tensor: given, wanted: [batch, positions, cols] });
    const { backend, attrs } = call;
    const [z, beta] = [make(backend, given.shape), make(backend, given.shape)];
    const ranks = backend.makeOutput([batch], "int32");
    const residuals = make(backend, [batch]);
    const example = 4 * positions * cols;
    const size = 16 * positions * (positions + 5) + 32;
    eachGram(backend, { x, variance }, (gram, { first, count }) =>
      withScratch(backend, size, (scratch) => {
        const work = Math.ceil(scratch / 16) * 16;
        const [g, ps, pz, pb] = [gram, given, z, beta].map((tensor) => at(backend, tensor)) as [
          number,
          number,
          number,
          number,
        ];
        const [pr, pm] = [at(backend, ranks) >> 2, at(backend, residuals) >> 2];
        for (let b = 0; b < count; b++) {
          const offset = (first + b) * example;
          const rank = kernelsOn(backend).gramDraw(
            ...[g + 4 * b * pairsOf(positions) * cols, ps + offset, pz + offset, pb + offset, work] as const,
            ...[positions, cols, attrs["tolerance"] as number, attrs["deviation"] === true ? 1 : 0] as const,
          );
          const { buffer } = backend.wasm.HEAPU8;
          new Int32Array(buffer)[pr + first + b] = rank;
          new Float32Array(buffer)[pm + first + b] = new Float64Array(buffer)[work >> 3]!;
        }
      }));
    return [z, beta, ranks, residuals];
  },

  /** gram [B, P (P + 1) / 2, O], vector [B, P, O] -> their products, [B, P, O]. */
  R2g2GramProduct(call) {
    const name = "R2g2GramProduct";
    const [gram, vector] = [operand(name, call, "gram"), operand(name, call, "vector")];
    const [batch, positions, cols] = vector.shape as [number, number, number];
    requireShape(name, { name: "gram", tensor: gram, wanted: [batch, pairsOf(positions), cols] });
    const { backend } = call;
    const out = make(backend, vector.shape);
    const [pg, pv, po] = [gram, vector, out].map((tensor) => at(backend, tensor)) as [number, number, number];
    for (let b = 0; b < batch; b++) {
      const offset = 4 * b * positions * cols;
      const matrix = pg + 4 * b * pairsOf(positions) * cols;
      kernelsOn(backend).symmetricProduct(matrix, pv + offset, po + offset, positions, cols);
    }
    return out;
  },

  /** deviation [B, P, O], as it is: a node of the tape whose gradient is that of A ε*, with β held constant. */
  R2g2GramPath(call) {
    const { batch, positions, cols } = patchOperands("R2g2GramPath", call, "variance");
    for (const name of ["deviation", "beta"]) {
      const tensor = operand("R2g2GramPath", call, name);
      requireShape("R2g2GramPath", { name, tensor, wanted: [batch, positions, cols] });
    }
    return runKernel("Identity", { inputs: { x: call.inputs["deviation"]! }, backend: call.backend });
  },

  R2g2GramPathGradient: gramPathGradient,
};
