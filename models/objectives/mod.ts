/**
 * Multi-sample objectives and the estimators of their gradients.
 * @module
 */
export type * from "./types.ts";
export { BOUND_OBJECTIVES, boundObjective } from "./registry.ts";
export { latentBound, type LatentBoundOptions } from "./latent_bound.ts";
