/**
 * tanh x, and dy (1 − y²).
 * @module
 */
import { unary, unaryGradient } from "./unary.ts";

/** Tanh: x -> y = tanh x. */
export const tanh = unary("Tanh", (kernels) => kernels.tanh);

/** dy, y -> dy (1 − y²). */
export const tanhGradient = unaryGradient({
  name: "R2g2TanhGradient",
  of: "Tanh",
  saved: "y",
  flops: 3,
  compute: (kernels) => kernels.tanhGradient,
});
