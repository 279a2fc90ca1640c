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
import type { Experiment, Job } from "../../types.ts";
import { seedList } from "../shared/cells.ts";
import { gradientSeconds, startSeconds } from "../shared/durations.ts";
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
      run: (context) => measureTimes(settings, { contestants, process, context }),
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
  const training = (checkpoints.at(-1) ?? 0) * gradientSeconds(model, BASELINE);
  return contestants.reduce((sum, contestant) => {
    const gradients = 2 * minibatches * checkpoints.filter(contestant.at).length;
    return sum + gradients * LENGTHS * gradientSeconds(model, ...drawsOf(contestant));
  }, startSeconds(model) + training);
}

/** Warm-up, rounds, and one more step whose operations are counted; all copies of the model are made. */
function secondsOfTimes(
  model: string,
  { rounds }: ModelSettings,
  contestants: readonly Contestant[],
): number {
  return contestants.reduce((sum, contestant) => {
    return sum + COPY_SECONDS + (WARM_UP + rounds + 1) * gradientSeconds(model, ...drawsOf(contestant));
  }, PROCESS_SECONDS + startSeconds(model));
}

/** Seconds of a worker's start and of one more copy of a model; a gradient's time with its lengths over that without. */
const [PROCESS_SECONDS, COPY_SECONDS, LENGTHS] = [2.5, 0.05, 1.25];

/** The estimator inside, and how often it draws. */
function drawsOf({ cell: { estimator, options }, batch }: Contestant): [string, number] {
  return [innerName(estimator), Number(options["samples"]) * batch];
}
