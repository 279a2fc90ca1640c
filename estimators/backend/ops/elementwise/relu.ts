/**
 * The gradient of max(x, 0): dy where x > 0.
 * @module
 */
import { unaryGradient } from "./unary.ts";

/** dy, x -> dy where x > 0, else 0. */
export const reluGradient = unaryGradient({
  name: "R2g2ReluGradient",
  of: "Relu",
  saved: "x",
  flops: 0,
  compute: (kernels) => kernels.reluGradient,
});
