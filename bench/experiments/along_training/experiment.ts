/**
 * What a fixed time leaves of the noise that trains, at every stage of training, against the best rival.
 *
 *     efficiency(c) = min over K of (V_data + V_noise(c, K)) · T(c, K)
 *
 * V is the variance of the whole gradient, of all parameters that the optimiser updates, at checkpoints of RT's own
 * training (the zoo's learning rate); T(c, K) is the time of a whole training step with K samples. Variances and times
 * are measured apart, for their units differ: seeds (start, order of the data, noise) and processes.
 *
 * Records: `options.measured` tells them apart; both have the estimator's own options (`draws`: how many depend on
 * each other; `coupling`: by what rule), `batchSize`, `batch` where a gradient takes several minibatches, and
 * `samples` K, which counts all draws.
 * - `variance`, one cell for each contender and seed. `noise-variance` (one value a minibatch) and `data-variance` (one
 *   for each two consecutive minibatches) at `{ step, norm, dimension }`; `noise-variance` of single blocks with `layer`
 *   and `block` in the norm `log-scale`. K is the least that the contender has: 1, or one group of draws that depend on
 *   each other. Of independent groups the noise at K is `noise-variance` × `samples` / K, by algebra.
 * - `time`, one cell for each contender, K and `process`, which is a fresh one. Timings: `step-time` (ms, a value a round)
 *   and `replayed-steps`; metric: `flops`.
 *
 * Half the minibatches (values 0, 2, 4, …) and half the processes can choose, the others judge. See
 * `measure/noise_and_data.ts` and `measure/gradient_norms.ts` for the mathematics.
 * @module
 */
import { innerName } from "../../../estimators/mod.ts";
import type { Experiment, Job, RunSettings } from "../../types.ts";
import { seedList } from "../shared/cells.ts";
import { startSeconds, stepSeconds } from "../shared/durations.ts";
import {
  type AlongTrainingSettings,
  BASELINE,
  type Contestant,
  type ModelSettings,
  settingsOf,
  timeContestants,
  varianceContestants,
} from "./contenders.ts";
import { alongTrainingContract } from "./contract.ts";
import { measureTimes, WARM_UP } from "./times.ts";
import { measureVariances } from "./variances.ts";

export type { AlongTrainingSettings } from "./contenders.ts";

/** Variance of the whole gradient and times of whole steps along training. */
export const alongTrainingExperiment: Experiment<AlongTrainingSettings> = {
  contract: alongTrainingContract,
  recordKilobytes: 4,
  jobs(all, run) {
    const models = all.models.map((model) => ({ model, settings: settingsOf(all, model, run) }));
    return [
      ...models.flatMap(({ model, settings }) => varianceJobs(model, settings)),
      ...models.flatMap(({ model, settings }) => timeJobs(model, settings)),
    ];
  },
};

function varianceJobs(model: string, settings: ModelSettings): Job[] {
  return seedList(settings.seeds).map((seed) => {
    const contestants = varianceContestants(settings, { model, seed });
    return {
      name: `along_training ${model} variance seed ${seed}`,
      cells: contestants.map(({ cell }) => cell),
      timed: false,
      seconds: secondsOfVariances(model, settings, contestants),
      run: (context) => measureVariances(settings, { contestants, context }),
    };
  });
}

function timeJobs(model: string, settings: ModelSettings): Job[] {
  return Array.from({ length: settings.processes }, (_, process) => {
    const contestants = timeContestants(settings, { model, process });
    return {
      name: `along_training ${model} time process ${process}`,
      cells: contestants.map(({ cell }) => cell),
      timed: true,
      fresh: true,
      seconds: secondsOfTimes(model, settings, contestants),
      run: (context) => measureTimes(settings, { contestants, context }),
    };
  });
}

/** The training, and two gradients of every contender on each minibatch. */
function secondsOfVariances(
  model: string,
  settings: ModelSettings,
  contestants: readonly Contestant[],
): number {
  const { checkpoints, minibatches } = settings;
  const training = (checkpoints.at(-1) ?? 0) * stepSeconds(model, { estimator: BASELINE });
  return contestants.reduce(
    (sum, contestant) =>
      sum + checkpoints.filter(contestant.at).length * 2 * minibatches * secondsOfStep(model, contestant),
    startSeconds(model) + training,
  );
}

function secondsOfTimes(
  model: string,
  { rounds }: ModelSettings,
  contestants: readonly Contestant[],
): number {
  // One more step is counted, and all copies of the model are made.
  const steps = rounds + WARM_UP + 1;
  return contestants.reduce(
    (sum, contestant) => sum + COPY_SECONDS + steps * secondsOfStep(model, contestant),
    PROCESS_SECONDS + startSeconds(model),
  );
}

/** Seconds of a worker's start, and of one more copy of a model. */
const [PROCESS_SECONDS, COPY_SECONDS] = [4, 0.05];

function secondsOfStep(model: string, { cell: { estimator, options }, batch }: Contestant): number {
  return stepSeconds(model, { estimator: innerName(estimator), samples: Number(options["samples"]) * batch });
}
