/**
 * How much less variance does each estimator's gradient have, in which layer and which block?
 *
 * At checkpoints of one training run by the baseline, so that all estimators are measured at the same
 * parameters, on the same minibatch, with the same keys. Cells under another objective than the trained one have
 * options `bound` (`elbo stl`, `iwae dreg`, …) and `boundSamples`, and no `total-variance`.
 * @module
 */
import { foldIn, getEstimator, innerName } from "../../../estimators/mod.ts";
import { type Model, zooEntry } from "../../../models/mod.ts";
import type { Cell, CellResult, Experiment, Job, JobContext, RunSettings } from "../../types.ts";
import { NO_CHECKPOINTS, within } from "../../checkpoint/mod.ts";
import { ZooTrainee } from "../../train/zoo_trainee.ts";
import type { Metric } from "../../store/mod.ts";
import { disposeBatch } from "../../measure/batches.ts";
import { gradientVariance } from "../../measure/gradient_variance.ts";
import { totalVariance } from "../../measure/total_variance.ts";
import {
  type ObjectiveCell,
  type OtherObjectives,
  type PlacedCell,
  underObjective,
  underOtherObjectives,
  whyBiased,
} from "./other_objectives.ts";
import { sift } from "../../measure/sift.ts";
import { estimatorOptions, purposeKeys, seedList } from "../shared/cells.ts";
import { gradientSeconds, secondsOfPairs } from "../shared/durations.ts";
import { gradientVarianceContract } from "./contract.ts";

/** Settings of the experiment. */
export interface GradientVarianceSettings {
  readonly models: readonly string[];
  /** Measured beside the run's estimators, e.g. `rt-antithetic`, where the model takes what is inside. @default none */
  readonly contenders?: readonly string[];
  /** Training steps at which gradients are measured, ascending. */
  readonly checkpoints: readonly number[];
  /** Pairs of gradients for each estimator and checkpoint. */
  readonly pairs: number;
  /** Pairs by model, where gradients are expensive. @default `pairs` of all */
  readonly pairsOf?: Readonly<Record<string, number>>;
  /**
   * Pairs over other minibatches too, for the law of total variance: metrics `total-variance`, of parameters
   * alone. @default 0, none
   */
  readonly resampledPairs?: number;
  /**
   * Objectives beside the models' own, measured at the same parameters with RT and R2-G2 inside; biased
   * combinations are skipped with that reason. @default none
   */
  readonly objectives?: OtherObjectives;
  readonly batchSize: number;
  /** Seeds, at most the run's. */
  readonly seeds: number;
}

/** Conditional gradient variance by layer and block. */
export const gradientVarianceExperiment: Experiment<GradientVarianceSettings> = {
  contract: gradientVarianceContract,
  recordKilobytes: 40,
  jobs(settings, run) {
    return settings.models.flatMap((model) =>
      seedList(Math.min(settings.seeds, run.seeds)).map((seed) => job(settings, { model, seed, run }))
    );
  },
};

function job(
  settings: GradientVarianceSettings,
  { model: modelName, seed, run }: { model: string; seed: number; run: RunSettings },
): Job {
  const { estimators: worthIt } = zooEntry(modelName);
  const names = run.asked
    ? run.estimators
    : [...run.estimators, ...settings.contenders ?? []].filter((name) => worthIt.includes(innerName(name)));
  const cells = names.map((estimator): Cell => ({
    experiment: gradientVarianceContract.name,
    model: modelName,
    estimator,
    options: { ...estimatorOptions(estimator), batchSize: settings.batchSize },
    seed,
  }));
  const others = underOtherObjectives(cells, { objectives: settings.objectives, asked: run.asked });
  const { resampledPairs = 0, checkpoints } = settings;
  const pairs = pairsFor(settings, modelName);
  const otherDraws = others.reduce(
    (sum, { cell, bound }) => sum + (bound?.samples ?? 1) * gradientSeconds(modelName, cell.estimator),
    0,
  );
  return {
    name: `gradient_variance ${modelName} seed ${seed}`,
    cells: [...cells, ...others.map(({ cell }) => cell)],
    timed: false,
    seconds: secondsOfPairs(modelName, {
      estimators: names.flatMap((name) => Array(name === innerName(name) ? 1 : 2).fill(innerName(name))),
      pairs: (pairs + resampledPairs) * checkpoints.length,
    }) + 2.6 * pairs * checkpoints.length * otherDraws +
      (checkpoints.at(-1) ?? 0) * gradientSeconds(modelName, names[0] ?? "rt"),
    run: (context) =>
      measure(settings, {
        modelName,
        seed,
        asked: run.asked,
        measured: [...cells.map((cell) => ({ cell })), ...others],
        context,
      }),
  };
}

/** A cell with the model under its objective, and what was measured so far. */
interface Work extends PlacedCell {
  readonly model: Model;
  readonly metrics: Metric[];
}

function pairsFor({ pairs, pairsOf }: GradientVarianceSettings, model: string): number {
  return pairsOf?.[model] ?? pairs;
}

async function* measure(
  settings: GradientVarianceSettings,
  { modelName, seed, asked, measured, context }: {
    modelName: string;
    seed: number;
    asked: boolean;
    measured: readonly ObjectiveCell[];
    context: JobContext;
  },
): AsyncGenerator<CellResult> {
  const { checkpoints, resampledPairs = 0, batchSize } = settings;
  const pairs = pairsFor(settings, modelName);
  const { dataset, key: runKey, progress, checkpoints: kept = NO_CHECKPOINTS } = context;
  const keys = purposeKeys(runKey, seed);
  const trainee = new ZooTrainee({
    model: modelName,
    layers: context.layers,
    estimator: getEstimator(measured[0]!.cell.estimator),
    dataset,
    batchSize,
    keys,
    checkpoints: kept,
  });
  const { zoo, batches } = trainee;
  try {
    const placed = measured.map((each): Work => {
      const own = { ...each, layers: context.layers };
      return { ...own, model: underObjective(zoo, own).model, metrics: [] };
    });
    const { able: cells, unable } = sift(placed, (each) =>
      whyBiased(zoo, each) ??
        (asked ? trainee.whyUnsupported(getEstimator(each.cell.estimator), each.model) : undefined));
    yield* unable;
    if (cells.length === 0) return;
    // The first that the model takes.
    trainee.estimator = getEstimator(cells[0]!.cell.estimator);
    for (const [index, checkpoint] of checkpoints.entries()) {
      await trainee.advanceTo(checkpoint);
      const batch = batches.at(checkpoint);
      try {
        for (const [i, { cell, bound, model: own, metrics }] of cells.entries()) {
          const place = within(kept, `step ${checkpoint}, cell ${i}`);
          metrics.push(
            ...await gradientVariance(own, batch, {
              estimator: getEstimator(cell.estimator),
              key: foldIn(keys.measurement, checkpoint),
              pairs,
              at: { step: checkpoint },
              checkpoints: place,
              progress: (share) => progress((index + (i + share) / cells.length) / checkpoints.length),
            }),
            ...await totalVariance(own, batches, {
              estimator: getEstimator(cell.estimator),
              key: foldIn(keys.measurement, checkpoint),
              // Over minibatches the objective that is trained says all.
              pairs: bound === undefined ? resampledPairs : 0,
              from: checkpoint,
              at: { step: checkpoint },
              checkpoints: place,
            }),
          );
        }
      } finally {
        disposeBatch(batch);
      }
    }
    for (const { cell, metrics } of cells) yield { cell, metrics };
  } finally {
    trainee.dispose();
  }
}
