/**
 * The evidence bound: by plain differentiation, and sticking the landing.
 *
 * Sticking the landing (Roeder, Wu, Duvenaud 2017, eq. 6) leaves out the derivative of log q with respect to
 * its own parameters, whose mean is zero: at the exact posterior nothing is left, so neither is any variance.
 * @module
 */
import type { BoundObjective, BoundPass } from "./types.ts";

/** Draws have equal weights: the mean over all of them is the mean over bounds. */
const PLAIN_PASS: BoundPass = { path: (moments) => moments, losses: (losses) => losses };

/** Differentiation of the bound, with the last latent's divergence in closed form. */
export const evidenceBound: BoundObjective = {
  bound: "elbo",
  gradient: "plain",
  label: "ELBO",
  closedForm: true,
  stopsPosterior: false,
  bias: () => undefined,
  start: () => PLAIN_PASS,
};

/** The path through the draw alone. R2-G2 conditions the part of it that passes the linear map. */
export const stickingTheLanding: BoundObjective = {
  bound: "elbo",
  gradient: "stl",
  label: "ELBO, sticking the landing",
  closedForm: false,
  stopsPosterior: true,
  bias: () => undefined,
  start: () => PLAIN_PASS,
};
