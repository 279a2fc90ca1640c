/**
 * Differentiable operations of models: one kernel each where the backend has it, tf's operations elsewhere.
 *
 * All are float32. Results belong to the caller. Second derivatives exist on the portable route only.
 * @module
 */
export type { Activation } from "../wasm/functions.ts";
export { bernoulliLogLikelihood } from "./density/bernoulli.ts";
export { gaussianLogDensity } from "./density/gaussian.ts";
export { gaussianSample, type SampleAttrs } from "./density/gaussian_sample.ts";
export { klToStandardNormal, totalKlToStandardNormal } from "./density/kl.ts";
export { type VarianceAndKl, varianceAndKl } from "./density/variance_and_kl.ts";
export { reciprocalOrZero, safeSqrt } from "./elementwise/safe_sqrt.ts";
export { gramMatrices } from "./gram/gram.ts";
export { gramDraw, type GramDrawn } from "./gram/gram_draw.ts";
export { gramPath } from "./gram/gram_path.ts";
export { gramProduct } from "./gram/gram_product.ts";
export { imagePatches, type ImagePatchesOptions } from "./images/image_patches.ts";
export { adamUpdate, type AdamUpdateOptions } from "./layers/adam.ts";
export { addBias } from "./layers/column_sums.ts";
export { denseBiasActivation } from "./layers/dense.ts";
export {
  type DivergenceShare,
  gaussianAdamUpdate,
  type Moving,
  type WeightGradients,
} from "./layers/gaussian_adam.ts";
export { preactivationMoments } from "./layers/moments.ts";
export { jointNormals, type JointNormalsOptions } from "./noise/joint_normals.ts";
export { perExampleNoiseProduct } from "./noise/noise_product.ts";
export { positionNoiseProduct } from "./noise/position_noise.ts";
