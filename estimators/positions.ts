/**
 * R2-G2 for weights that several positions share: a Bayesian convolution.
 *
 *     z_o ~ N(X µ_o, G),  G = X diag(σ_o²) Xᵀ      ε* = σ_o ⊙ Xᵀβ,  G β = z̃ = z_o − X µ_o
 *     dσ²_ko = ½ Σ_b (X_bᵀ g)_ko (X_bᵀ β)_ko       dX_b = g (σ² ⊙ X_bᵀ β)ᵀ   on top of the mean's
 *
 * Source: R2-G2 paper, eq. 8 with A = X_b diag(σ_o) for example b and channel o, X_b [P, n] its patches; the
 * second line is RT's gradient with ε* for ε.
 *
 * So β is all that must be known of the noise. It may come from sampled weights, as published: z̃ = A ε, then a
 * solve. Or z̃ is drawn as what it is, L η with L Lᵀ = G, and L gives β too: the law of z is the same, and the
 * gradient given z; no weight is drawn.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Cost, Draw, DrawInfo, GaussianSite, NoiseSource } from "./types.ts";
import type { LinearSolver } from "./linalg/types.ts";
import { gramFlops } from "./backend/ops/gram/gram.ts";
import { factorFlops } from "./backend/ops/gram/gram_draw.ts";
import { noiseFlops } from "./backend/ops/noise/position_noise.ts";
import { gramDraw, gramPath } from "./backend/ops/mod.ts";
import { inputProduct, meanFlops, perExampleDeviation, positionSizes } from "./reparameterisation.ts";
import { constant, noiseFrom, patches, positionsOf, weightFamily, withoutPositions } from "./site.ts";

/**
 * Positions above which R2-G2 is refused: the Gram matrices of a layer take P (P + 1) n O operations per
 * example, and with 64 positions that is some 500 products with all weights.
 */
export const MOST_POSITIONS = 64;

/** Whether R2-G2 takes a weight site, or why not. */
export function supportsPositions(site: GaussianSite): true | string {
  const positions = positionsOf(site);
  return positions <= MOST_POSITIONS ||
    `R2-G2 over ${positions} positions would form ${positions} x ${positions} Gram matrices for every example ` +
      `and channel; at most ${MOST_POSITIONS} are supported`;
}

/** z̃ ~ N(0, G) drawn through its Cholesky factors, without weights. noise shape: [B, P, O] */
export function drawWithoutWeights(site: GaussianSite, source: NoiseSource): Draw {
  const { x, variance, shape } = parts(site);
  const noise = noiseFrom(source, shape) as tf.Tensor3D;
  let info: DrawInfo | undefined;
  const [deviation, beta] = constants(() => {
    const drawn = gramDraw(x, variance, { noise });
    info = {
      solver: "cholesky",
      iterations: 0,
      residual: drawn.residual,
      ...(drawn.rank === undefined ? {} : { rank: drawn.rank }),
    };
    return [drawn.deviation, drawn.beta];
  });
  return { preactivations: around(site, { x, variance, deviation, beta }), info: info! };
}

/** z̃ = A ε from weights of every example, then β from the solver (algorithm 1). noise shape: [B, n, O] */
export function drawWithWeights(site: GaussianSite, source: NoiseSource, solver: LinearSolver): Draw {
  const { x, variance, shape } = parts(site);
  let info: DrawInfo | undefined;
  const [deviation, beta] = constants(() => {
    const given = tf.reshape(perExampleDeviation(site, source), shape) as tf.Tensor3D;
    const { beta, ...diagnostics } = solver.solvePatches(x, variance, given);
    info = { solver: solver.name, ...diagnostics };
    return [given, beta];
  });
  return { preactivations: around(site, { x, variance, deviation, beta }), info: info! };
}

/** Arithmetic of {@linkcode drawWithoutWeights}: a normal is four operations. */
export function costWithoutWeights(site: GaussianSite): Cost {
  const sizes = positionSizes(site);
  const { batch, positions, inner, cols } = sizes;
  const small = 5 * batch * positions * cols + inner * cols;
  return { fixed: meanFlops(sizes) + gramFlops(sizes) + factorFlops(sizes) + small, perIteration: 0 };
}

/** Arithmetic of {@linkcode drawWithWeights}. */
export function costWithWeights(site: GaussianSite, solver: LinearSolver): Cost {
  const sizes = positionSizes(site);
  const { batch, positions, inner, cols } = sizes;
  const { fixed, perIteration } = solver.cost(site);
  const small = batch * positions * cols + inner * cols;
  return {
    fixed: meanFlops(sizes) + noiseFlops(sizes) + batch * fixed + small,
    perIteration: batch * perIteration,
  };
}

interface Path {
  readonly x: tf.Tensor3D;
  readonly variance: tf.Tensor2D;
  readonly deviation: tf.Tensor3D;
  readonly beta: tf.Tensor3D;
}

function parts(site: GaussianSite) {
  const x = patches(site);
  const variance = weightFamily(site).variance() as tf.Tensor2D;
  const shape: [number, number, number] = [x.shape[0], x.shape[1], variance.shape[1]];
  return { x, variance, shape };
}

/** Xµ + z̃, differentiable. */
function around(site: GaussianSite, { x, variance, deviation, beta }: Path): tf.Tensor {
  const mean = inputProduct(site, weightFamily(site).mean as tf.Tensor2D);
  return tf.add(mean, withoutPositions(site, gramPath(x, variance, { deviation, beta })));
}

/** Two tensors of one shape, computed off the tape. */
function constants(compute: () => [tf.Tensor, tf.Tensor]): [tf.Tensor3D, tf.Tensor3D] {
  return tf.unstack(constant(() => tf.stack(compute()))) as [tf.Tensor3D, tf.Tensor3D];
}
