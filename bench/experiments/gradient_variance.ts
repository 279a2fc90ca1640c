/**
 * How much less variance does each estimator's gradient have, in which layer and which block?
 *
 * At checkpoints of one training run by the baseline, so that all estimators are measured at the same
 * parameters, on the same minibatch, with the same keys.
 * @module
 */
import { foldIn, getEstimator } from "../../estimators/mod.ts";
import { Adam, trainStep } from "../../models/mod.ts";
import type { Cell, CellResult, Experiment, Job, JobContext, RunSettings } from "../types.ts";
import type { Metric } from "../store/mod.ts";
import { disposeBatch, trainingBatches } from "../measure/batches.ts";
import { gradientVariance } from "../measure/gradient_variance.ts";
import { totalVariance } from "../measure/total_variance.ts";
import { withFixedLayers } from "../measure/fixed_layers.ts";
import { zooEntry } from "../model_zoo.ts";
import { getSampled, innerName, sampledOptions } from "../measure/sampled.ts";
import { purposeKey, seedList } from "./cells.ts";
import { gradientSeconds, secondsOfPairs } from "./durations.ts";

/** Settings of the experiment. */
export interface GradientVarianceSettings {
  readonly models: readonly string[];
  /** Measured beside the run's estimators, e.g. `rt-antithetic`, where the model takes what is inside. @default none */
  readonly contenders?: readonly string[];
  /** Training steps at which gradients are measured, ascending. */
  readonly checkpoints: readonly number[];
  /** Pairs of gradients for each estimator and checkpoint. */
  readonly pairs: number;
  /**
   * Pairs over other minibatches too, for the law of total variance: metrics `total-variance`, of parameters
   * alone. @default 0, none
   */
  readonly resampledPairs?: number;
  readonly batchSize: number;
  /** Seeds, at most the run's. */
  readonly seeds: number;
}

/** Conditional gradient variance by layer and block. */
export const gradientVarianceExperiment: Experiment<GradientVarianceSettings> = {
  name: "gradient_variance",
  question: "How much less variance does each estimator's gradient have, and in which layer and block?",
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
  const names = [...run.estimators, ...settings.contenders ?? []].filter((name) =>
    zooEntry(modelName).estimators.includes(innerName(name))
  );
  const cells = names.map((estimator): Cell => ({
    experiment: "gradient_variance",
    model: modelName,
    estimator,
    options: { ...sampledOptions(estimator), batchSize: settings.batchSize },
    seed,
  }));
  return {
    name: `gradient_variance ${modelName} seed ${seed}`,
    cells,
    timed: false,
    seconds: secondsOfPairs(modelName, {
      estimators: names.flatMap((name) => Array(name === innerName(name) ? 1 : 2).fill(innerName(name))),
      pairs: (settings.pairs + (settings.resampledPairs ?? 0)) * settings.checkpoints.length,
    }) + (settings.checkpoints.at(-1) ?? 0) * gradientSeconds(modelName, names[0] ?? "rt"),
    run: (context) => measure(settings, { modelName, seed, cells, context }),
  };
}

async function* measure(
  { checkpoints, pairs, resampledPairs = 0, batchSize }: GradientVarianceSettings,
  { modelName, seed, cells, context }: {
    modelName: string;
    seed: number;
    cells: Cell[];
    context: JobContext;
  },
): AsyncGenerator<CellResult> {
  const { dataset, key: runKey, progress } = context;
  const entry = zooEntry(modelName);
  const zoo = withFixedLayers(entry.build(dataset, purposeKey(runKey, seed, "parameters")), context.layers);
  const { model } = zoo;
  const optimiser = new Adam([...model.parameters.values()], { learningRate: entry.learningRate });
  const trainingKey = purposeKey(runKey, seed, "training");
  const measurementKey = purposeKey(runKey, seed, "measurement");
  const batches = trainingBatches(dataset, {
    batchSize,
    key: purposeKey(runKey, seed, "batches"),
    binarised: zoo.kind === "generative",
  });
  const metrics = cells.map(() => [] as Metric[]);
  try {
    let step = 0;
    for (const [index, checkpoint] of checkpoints.entries()) {
      for (; step < checkpoint; step++) {
        const batch = batches.at(step);
        await trainStep(model, optimiser, batch, {
          estimator: getEstimator(cells[0]!.estimator),
          key: foldIn(trainingKey, step),
        });
        disposeBatch(batch);
      }
      const batch = batches.at(checkpoint);
      for (const [i, cell] of cells.entries()) {
        metrics[i]!.push(
          ...await gradientVariance(model, batch, {
            estimator: getSampled(cell.estimator),
            key: foldIn(measurementKey, checkpoint),
            pairs,
            at: { step: checkpoint },
            progress: (share) => progress((index + (i + share) / cells.length) / checkpoints.length),
          }),
          ...await totalVariance(model, batches, {
            estimator: getSampled(cell.estimator),
            key: foldIn(measurementKey, checkpoint),
            pairs: resampledPairs,
            from: checkpoint,
            at: { step: checkpoint },
          }),
        );
      }
      disposeBatch(batch);
    }
    for (const [i, cell] of cells.entries()) yield { cell, metrics: metrics[i]! };
  } finally {
    model.dispose();
    optimiser.dispose();
  }
}
