/**
 * Multi-sample objectives and the estimators of their gradients.
 * @module
 */
export type * from "./types.ts";
export { BOUND_OBJECTIVES, boundObjective } from "./registry.ts";
export { latentBound, type LatentBoundOptions, requirePath, stopped } from "./latent_bound.ts";
