/**
 * Gradient variance over minibatches and noise together.
 *
 * By the law of total variance it is the mean over minibatches of the variance on one of them, which an
 * estimator can lower, plus the variance of the mean gradient between them, which it cannot.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { foldIn, type Key } from "../../estimators/mod.ts";
import { blockGradients, type GradientBlock, type Model, type SampledChoice } from "../../models/mod.ts";
import { type Checkpoints, kept, NO_CHECKPOINTS } from "../checkpoint/mod.ts";
import type { Metric } from "../store/mod.ts";
import { type BatchSource, disposeBatch } from "./batches.ts";
import { halfSquaredDistances } from "./pair_distances.ts";

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
  const draw = (index: number): tf.Tensor[] => {
    const batch = batches.at(from + index);
    const { gradients } = blockGradients(model, batch, { estimator, key: foldIn(key, index) });
    disposeBatch(batch);
    return measured.map(({ i }) => gradients[i]!);
  };
  for (let pair = found.values[0]?.length ?? pairs; pair < pairs; pair++) {
    const distances = tf.tidy(() => {
      const [first, second] = [draw(2 * pair), draw(2 * pair + 1)];
      first.forEach(({ size }, i) => found.dimensions[i] = size);
      return halfSquaredDistances(first, second);
    });
    (await distances.data()).forEach((distance, i) => found.values[i]!.push(distance));
    distances.dispose();
    await checkpoints.save();
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
