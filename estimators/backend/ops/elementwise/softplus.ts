/**
 * ln(1 + e^x), and dy sigmoid(x).
 * @module
 */
import { unary, unaryGradient } from "./unary.ts";

/** Softplus: x -> ln(1 + e^x). */
export const softplus = unary("Softplus", (kernels) => kernels.softplus);

/** dy, x -> dy sigmoid(x). */
export const softplusGradient = unaryGradient({
  name: "R2g2SoftplusGradient",
  of: "Softplus",
  saved: "x",
  flops: 2,
  compute: (kernels) => kernels.softplusGradient,
});
