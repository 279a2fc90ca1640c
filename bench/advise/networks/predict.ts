/**
 * What R2-G2 would do to a network's layers, from their sizes: nothing here was run.
 *
 * The noise is that of one draw for each example, the reduction at most n / min(P, n); operations are those of a
 * draw by the estimators' own formulas; memory is that of R2-G2's Gram matrices, P (P + 1) / 2 floats for each example
 * and unit, beside the P × O pre-activations that every estimator has.
 * @module
 */
import { getEstimator } from "../../../estimators/mod.ts";
import { predictedReduction } from "../../stats/mod.ts";
import { breakEven } from "../recommend.ts";
import { shapesOf } from "../site_sizes.ts";
import { resnet50 } from "./resnet50.ts";
import type { Network, NetworkLayer } from "./types.ts";
import { vgg16 } from "./vgg16.ts";
import { vitB16 } from "./vit_b16.ts";

/** Networks by name, one line each. */
export const NETWORKS: readonly Network[] = [vgg16, resnet50, vitB16];

/** A prediction for one layer. */
export interface LayerPrediction extends NetworkLayer {
  /** Variance of RT with a draw for each example over R2-G2's, at most. */
  readonly reduction: number;
  /** Operations of R2-G2's draw over those of RT, which draws once for the minibatch. */
  readonly flopsRatio: number;
  /** Bytes of the Gram matrices of a minibatch. */
  readonly bytes: number;
  /** Whether R2-G2 takes so many positions; otherwise why not. */
  readonly supported: true | string;
  /** Share of noise from which R2-G2 would pay; 1 or more is nowhere. */
  readonly share: number;
  /** What the layer should draw with. */
  readonly use: "lrt" | "rt" | "r2g2";
}

/** Predictions for all layers of a network, for a minibatch of B images. */
export function predictNetwork(
  { layers }: Network,
  { batch }: { readonly batch: number },
): LayerPrediction[] {
  const [rt, r2g2] = [getEstimator("rt"), getEstimator("r2g2")];
  return layers.map((layer) => {
    const { positions, inputs, units } = layer;
    const site = shapesOf({ outputs: units, inputs, positions, batch });
    const reduction = predictedReduction({ outputs: positions, inputs });
    const flopsRatio = r2g2.cost(site).fixed / rt.cost(site).fixed;
    const { share } = breakEven({ reduction, costRatio: flopsRatio });
    const supported = r2g2.supports(site);
    const isWorth = reduction > 1 && supported === true && share < 1;
    return {
      ...layer,
      reduction,
      flopsRatio,
      // A dense layer is drawn in closed form.
      bytes: positions === 1 ? 0 : 4 * batch * units * positions * (positions + 1) / 2,
      supported,
      share,
      use: positions === 1 ? "lrt" : isWorth ? "r2g2" : "rt",
    };
  });
}
