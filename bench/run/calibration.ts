/**
 * How fast this machine is, next to the one whose durations the plans are made of.
 * @module
 */
import { foldIn, getEstimator, key } from "../../estimators/mod.ts";
import { digits, zooEntry } from "../../models/mod.ts";
import { gradientSeconds } from "../experiments/shared/durations.ts";
import { disposeBatch, trainingBatches } from "../measure/batches.ts";
import { RepeatedGradient } from "../measure/one_gradient.ts";
import { median } from "../stats/mod.ts";

/** Gradients that are timed, and those before them that are not: two are recorded, and one is replayed once. */
const [TIMED, WARMUP] = [7, 3];

/**
 * Times as long as planned that this machine takes, by a few gradients of a small network on the active backend,
 * replayed as those of a run are: half a second of work.
 *
 * @param clock milliseconds. @default performance.now
 */
export async function calibrate(clock: () => number = () => performance.now()): Promise<number> {
  const name = "mlp-small";
  const dataset = digits();
  const { model } = zooEntry(name).build(dataset, key(0));
  const batch = trainingBatches(dataset, { batchSize: 80, key: key(1), binarised: false }).at(0);
  const gradient = new RepeatedGradient(model, batch, { estimator: getEstimator("rt") });
  const times: number[] = [];
  try {
    for (let i = -WARMUP; i < TIMED; i++) {
      const start = clock();
      await gradient.draw(foldIn(key(2), i + WARMUP));
      if (i >= 0) times.push(clock() - start);
    }
  } finally {
    gradient.dispose();
    disposeBatch(batch);
    model.dispose();
  }
  return median(times) / 1000 / gradientSeconds(name, "rt");
}
