/**
 * Gradient variance over minibatches and noise together.
 *
 * By the law of total variance it is the mean over minibatches of the variance on one of them, which an
 * estimator can lower, plus the variance of the mean gradient between them, which it cannot.
 * @module
 */
import { foldIn, type Key } from "../../estimators/mod.ts";
import type { GradientBlock, Model, SampledChoice } from "../../models/mod.ts";
import { type Checkpoints, kept, NO_CHECKPOINTS } from "../checkpoint/checkpoints.ts";
import type { Metric } from "../store/record/record.ts";
import { type BatchSource, disposeBatch } from "./batches.ts";
import { GradientPairs } from "./gradient_pairs.ts";

/** Settings of {@linkcode totalVariance}. */
export interface TotalVarianceOptions {
  readonly estimator: SampledChoice;
  /** Key of the noise: minibatches are the same for every estimator. */
  readonly key: Key;
  /** Independent pairs of gradients, each of two minibatches; none give no metrics. */
  readonly pairs: number;
  /** The first minibatch to use; as many follow as pairs have gradients. */
  readonly from: number;
  /** Coordinates of the metrics. */
  readonly at?: Readonly<Record<string, string | number>>;
  /** Where the pairs so far are kept. @default nowhere */
  readonly checkpoints?: Checkpoints | undefined;
}

/**
 * One `total-variance` metric for each block that is a parameter: half squared distances of gradients with
 * other noise on another minibatch. What belongs to single examples, as an upstream activation does, has no
 * counterpart in another minibatch and is left out.
 */
export async function totalVariance(
  model: Model,
  batches: BatchSource,
  { estimator, key, pairs, from, at = {}, checkpoints = NO_CHECKPOINTS }: TotalVarianceOptions,
): Promise<Metric[]> {
  if (pairs === 0) return [];
  const measured = model.blocks.map(({ source }, i) => ({ source, i })).filter(isParameter);
  const found = kept(checkpoints, "pairs over minibatches", {
    dimensions: measured.map(() => 0),
    values: measured.map(() => [] as number[]),
  });
  const gradients = new GradientPairs(model, { estimator, blocks: measured.map(({ i }) => i) });
  try {
    for (let pair = found.values[0]?.length ?? pairs; pair < pairs; pair++) {
      const [first, second] = [2 * pair, 2 * pair + 1];
      const drawn = [batches.at(from + first), batches.at(from + second)] as const;
      const keys = [foldIn(key, first), foldIn(key, second)] as const;
      const { values, dimensions } = await gradients.distances({ keys, batches: drawn });
      drawn.forEach(disposeBatch);
      found.dimensions = [...dimensions];
      values.forEach((distance, i) => found.values[i]!.push(distance));
      await checkpoints.save();
    }
  } finally {
    gradients.dispose();
  }
  return measured.map(({ i }, index) => ({
    name: "total-variance",
    unit: "1",
    layer: model.blocks[i]!.layer,
    block: model.blocks[i]!.block,
    at: { ...at, dimension: found.dimensions[index]! },
    values: found.values[index]!,
  }));
}

function isParameter({ source }: Pick<GradientBlock, "source">): boolean {
  return "parameter" in source;
}
