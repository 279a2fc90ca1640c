/**
 * Random tensors with the bits of `random/mod.ts`, which needs no tfjs.
 * @module
 */
export { normal, uniform } from "../backend/ops/noise/random.ts";
