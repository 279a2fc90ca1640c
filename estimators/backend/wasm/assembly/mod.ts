/**
 * The kernel module: AssemblyScript, compiled by `wasm/build.ts`, which says how.
 *
 * It works on memory that it is given and has no data of its own, so constants stand in the code. Pointers
 * are byte offsets; lengths may be anything; float32 unless said otherwise.
 */
export { normals, uniforms } from "./philox";
export {
  adam,
  exp,
  log,
  reluGradient,
  sigmoid,
  softplus,
  softplusGradient,
  tanh,
  tanhGradient,
} from "./elementwise";
export { bernoulliGradient, bernoulliRows, gaussianGradient, gaussianRows, klGradient, klRows } from "./rows";
export { bernoulliResiduals, scaleRows } from "./bernoulli";
export { activationGradient, biasActivation } from "./bias";
export { drawCloseRows } from "./close_rows";
export { hasMoreDirections } from "./directions";
export { gramDraw, gramOrder } from "./gram";
export { addPatches, imagePatches, pairPoolGradient } from "./images";
export { multiply, multiplyWork } from "./gemm";
export { factorLanes, rowPairs, solveLanes } from "./lanes";
export { noiseProduct, noiseProductGradient } from "./noise_product";
export { gaussianSample, gaussianSampleGradient, rootGradient } from "./sample";
export { gaussianAdam, varianceAndKl } from "./weights";
export {
  activeBlocks,
  addTo,
  contractPairs,
  copyRows,
  gradientBlock,
  noiseRows,
  outerRows,
  pairWeights,
  product,
  symmetricProduct,
  twiceProduct,
} from "./positions";
