/**
 * What R2-G2 costs a whole training step of a model, with its placement of the zoo: minibatch, gradient, update.
 * @module
 */
import { foldIn, getEstimator, type Key } from "../../estimators/mod.ts";
import { type ImageDataset, type ModelEntry, parseLayerRules } from "../../models/mod.ts";
import { interleave } from "../measure/interleave.ts";
import { exponential, type Interval, studentInterval } from "../stats/mod.ts";
import { ZooTrainee } from "../train/zoo_trainee.ts";

/** Steps before the first that is timed: one to begin with, two that are recorded, and a replayed one. */
const WARM_UP = 4;

/** Time of R2-G2's step over RT's, round by round; the rounds of one process. */
export async function stepRatio(
  entry: ModelEntry,
  { batch, rounds, dataset, key }: {
    readonly batch: number;
    readonly rounds: number;
    readonly dataset: ImageDataset;
    readonly key: Key;
  },
): Promise<Interval> {
  const [parameters, batches, training] = [0, 1, 2].map((purpose) => foldIn(key, purpose)) as [Key, Key, Key];
  const trainees = ["rt", "r2g2"].map((name) =>
    new ZooTrainee({
      model: entry.name,
      dataset,
      estimator: getEstimator(name),
      batchSize: batch,
      keys: { parameters, batches, training },
      layers: entry.placement === undefined ? undefined : parseLayerRules(entry.placement),
    })
  );
  try {
    const [rt, r2g2] = await interleave(
      trainees.map((trainee, i) => ({ name: ["rt", "r2g2"][i]!, run: () => trainee.step() })),
      { rounds, warmup: WARM_UP },
    ) as [number[], number[]];
    return exponential(studentInterval(r2g2.map((time, round) => Math.log(time / rt[round]!))));
  } finally {
    trainees.forEach((trainee) => trainee.dispose());
  }
}
