/**
 * What does one gradient cost, in milliseconds, floating-point operations and solver iterations?
 *
 * One gradient of all parameters, as training needs it, the estimators taking turns.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { foldIn, getEstimator, type Key, profile } from "../../estimators/mod.ts";
import { type Batch, type Model, parameterGradients } from "../../models/mod.ts";
import type { Cell, CellResult, Experiment, JobContext } from "../types.ts";
import { disposeBatch, trainingBatches } from "../measure/batches.ts";
import { interleave } from "../measure/interleave.ts";
import { zooEntry } from "../model_zoo.ts";
import { estimatorOptions, purposeKey } from "./cells.ts";

/** Settings of the experiment. */
export interface CostSettings {
  readonly models: readonly string[];
  /** Gradients timed for each estimator. */
  readonly rounds: number;
  readonly batchSize: number;
}

/** Time and arithmetic of a gradient. */
export const costExperiment: Experiment<CostSettings> = {
  name: "cost",
  question: "What does one gradient of each estimator cost?",
  jobs(settings, run) {
    return settings.models.map((model) => {
      const cells = run.estimators.filter((name) => zooEntry(model).estimators.includes(name)).map((
        estimator,
      ): Cell => ({
        experiment: "cost",
        model,
        estimator,
        options: { ...estimatorOptions(estimator), batchSize: settings.batchSize },
        seed: 0,
      }));
      return {
        name: `cost ${model}`,
        cells,
        timed: true,
        seconds: cells.length * settings.rounds * 0.05,
        run: (context) => measure(settings, { model, cells, context }),
      };
    });
  },
};

async function* measure(
  { rounds, batchSize }: CostSettings,
  { model: modelName, cells, context }: { model: string; cells: Cell[]; context: JobContext },
): AsyncGenerator<CellResult> {
  const { dataset, key: runKey, progress } = context;
  const zoo = zooEntry(modelName).build(dataset, purposeKey(runKey, 0, "parameters"));
  const batches = trainingBatches(dataset, {
    batchSize,
    key: purposeKey(runKey, 0, "batches"),
    binarised: zoo.kind === "generative",
  });
  const batch = batches.at(0);
  const measurementKey = purposeKey(runKey, 0, "measurement");
  try {
    const solved = cells.map(() => ({ iterations: [] as number[], residual: [] as number[] }));
    const times = await interleave(
      cells.map((cell, i) => ({
        name: cell.estimator,
        run: async (round: number) => {
          const { iterations, residual } = await gradient(zoo.model, batch, {
            estimator: cell.estimator,
            key: foldIn(measurementKey, round),
          });
          solved[i]!.iterations.push(iterations);
          solved[i]!.residual.push(residual);
        },
      })),
      { rounds, progress },
    );
    for (const [i, cell] of cells.entries()) {
      const flops = await measuredFlops(zoo.model, batch, { estimator: cell.estimator, key: measurementKey });
      yield {
        cell,
        metrics: [
          { name: "flops", unit: "flop", at: { kind: "measured" }, values: [flops] },
          { name: "solver-iterations", unit: "1", values: solved[i]!.iterations },
          { name: "solver-residual", unit: "1", values: solved[i]!.residual },
        ],
        timings: [{ name: "gradient-time", unit: "ms", values: times[i]! }],
      };
    }
  } finally {
    disposeBatch(batch);
    zoo.model.dispose();
  }
}

/** What {@linkcode gradient} draws. */
export interface GradientSettings {
  readonly estimator: string;
  readonly key: Key;
  /** @default 1 */
  readonly samples?: number;
}

/** What a gradient's solvers did. */
export interface SolverWork {
  readonly iterations: number;
  /** Largest residual, in units of z. */
  readonly residual: number;
}

/** One gradient of all parameters, finished when its objective can be read. */
export async function gradient(
  model: Model,
  batch: Batch,
  { estimator, key, samples = 1 }: GradientSettings,
): Promise<SolverWork> {
  const { value, gradients, iterations, residual } = parameterGradients(model, batch, {
    estimator: getEstimator(estimator),
    key,
    samples,
  });
  await value.data();
  tf.dispose([value, ...gradients]);
  return { iterations, residual };
}

/** Operations of the kernels that ran for one gradient. */
async function measuredFlops(model: Model, batch: Batch, settings: GradientSettings): Promise<number> {
  const { flops } = await profile(() => gradient(model, batch, settings));
  return flops;
}
