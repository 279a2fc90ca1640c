/**
 * Noise and data variance of every contender at checkpoints of RT's own training.
 * @module
 */
import { foldIn, getEstimator } from "../../../estimators/mod.ts";
import { NO_CHECKPOINTS, within } from "../../checkpoint/mod.ts";
import { largerBatches } from "../../measure/contender.ts";
import { gradientNorms } from "../../measure/gradient_norms.ts";
import { noiseAndData } from "../../measure/noise_and_data.ts";
import { sift } from "../../measure/sift.ts";
import type { Metric } from "../../store/mod.ts";
import { ZooTrainee } from "../../train/zoo_trainee.ts";
import type { CellResult, JobContext } from "../../types.ts";
import { purposeKeys } from "../shared/cells.ts";
import { BASELINE, type Contestant, type ModelSettings } from "./contenders.ts";

/** Trains from checkpoint to checkpoint and measures all contestants on the minibatches that would come next. */
export async function* measureVariances(
  { checkpoints, minibatches, batchSize }: ModelSettings,
  { contestants, context }: { readonly contestants: readonly Contestant[]; readonly context: JobContext },
): AsyncGenerator<CellResult> {
  const { model, seed } = contestants[0]!.cell;
  const { dataset, key, layers, progress, checkpoints: kept = NO_CHECKPOINTS } = context;
  const keys = purposeKeys(key, seed);
  const trainee = new ZooTrainee({
    model,
    layers,
    estimator: getEstimator(BASELINE),
    dataset,
    batchSize,
    keys,
    checkpoints: kept,
  });
  try {
    const { able, unable } = sift(
      contestants,
      ({ cell }) => trainee.whyUnsupported(getEstimator(cell.estimator)),
    );
    yield* unable;
    const metrics = able.map((): Metric[] => []);
    for (const [index, step] of checkpoints.entries()) {
      const tell = (share: number) => progress((index + share) / checkpoints.length);
      await trainee.advanceTo(step, (share) => tell(share / 2));
      const norms = await gradientNorms(trainee.zoo.model, step > 0 ? await trainee.divisors() : undefined);
      for (const [i, { cell, repetitions, batch, at }] of able.entries()) {
        if (!at(step)) continue;
        metrics[i]!.push(
          ...await noiseAndData(trainee.zoo.model, largerBatches(trainee.batches, batch), {
            estimator: getEstimator(cell.estimator),
            samples: repetitions,
            key: foldIn(keys.measurement, step),
            minibatches,
            from: Math.ceil(step / batch),
            norms,
            at: { step },
            checkpoints: within(kept, `step ${step}, cell ${i}`),
            progress: (share) => tell(0.5 + (i + share) / able.length / 2),
          }),
        );
      }
    }
    for (const [i, { cell }] of able.entries()) yield { cell, metrics: metrics[i]! };
  } finally {
    trainee.dispose();
  }
}
