/**
 * Conditional gradient variance by independent pairs.
 *
 * For two independent gradients g, g′ at the same parameters and minibatch, ½‖g − g′‖² has the trace of
 * their covariance as its mean. Pairs need no mean gradient, so nothing of the size of a model is kept, and
 * their values are independent, so a bootstrap over them is exact in what it resamples.
 * @module
 */
import { foldIn, type Key } from "../../estimators/mod.ts";
import type { Batch, Model, SampledChoice } from "../../models/mod.ts";
import { type Checkpoints, kept, NO_CHECKPOINTS } from "../checkpoint/checkpoints.ts";
import type { Metric } from "../store/record/record.ts";
import { GradientPairs } from "./gradient_pairs.ts";

/** Settings of {@linkcode gradientVariance}. */
export interface GradientVarianceOptions {
  /** What draws: an estimator for all layers or for each, or a sampling plan. */
  readonly estimator: SampledChoice;
  /** Pair p uses it folded with 2p and 2p + 1. */
  readonly key: Key;
  /** Independent pairs of gradients. */
  readonly pairs: number;
  /** Draws averaged in each gradient. @default 1 */
  readonly samples?: number;
  /** Further coordinates of the metrics, e.g. the training step. */
  readonly at?: Readonly<Record<string, string | number>>;
  /** Called with the share of pairs that are done. */
  readonly progress?: (share: number) => void;
  /** Where the pairs so far are kept: a pair is a pure function of the key and its number. @default nowhere */
  readonly checkpoints?: Checkpoints | undefined;
}

/** One `variance` metric for each block of the model: half squared distances of pairs. */
export async function gradientVariance(
  model: Model,
  batch: Batch,
  options: GradientVarianceOptions,
): Promise<Metric[]> {
  const { estimator, key, pairs, samples = 1, at = {}, progress, checkpoints = NO_CHECKPOINTS } = options;
  const found = kept(checkpoints, "pairs", {
    dimensions: [] as number[],
    values: model.blocks.map(() => [] as number[]),
  });
  const source = new GradientPairs(model, { estimator, samples });
  try {
    for (let pair = found.values[0]?.length ?? 0; pair < pairs; pair++) {
      const keys = [foldIn(key, 2 * pair), foldIn(key, 2 * pair + 1)] as const;
      const { values, dimensions } = await source.distances({ keys, batches: [batch, batch] });
      found.dimensions = [...dimensions];
      values.forEach((distance, i) => found.values[i]!.push(distance));
      await checkpoints.save();
      progress?.((pair + 1) / pairs);
    }
  } finally {
    source.dispose();
  }
  return model.blocks.map(({ layer, block }, i) => ({
    name: "variance",
    unit: "1",
    layer,
    block,
    at: { ...at, dimension: found.dimensions[i]! },
    values: found.values[i]!,
  }));
}
