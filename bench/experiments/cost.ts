/**
 * What does one gradient cost, in milliseconds, floating-point operations and solver iterations?
 *
 * One gradient of all parameters, as training needs it, the estimators taking turns.
 * @module
 */
import { foldIn, getEstimator, profile } from "../../estimators/mod.ts";
import type { Batch, Model } from "../../models/mod.ts";
import type { Cell, CellResult, Experiment, JobContext } from "../types.ts";
import { disposeBatch, trainingBatches } from "../measure/batches.ts";
import { interleave } from "../measure/interleave.ts";
import { oneGradient, type OneGradientOptions } from "../measure/one_gradient.ts";
import { withFixedLayers } from "../measure/fixed_layers.ts";
import { zooEntry } from "../model_zoo.ts";
import { estimatorOptions, purposeKey } from "./cells.ts";
import { secondsOfGradients } from "./durations.ts";

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
        seconds: secondsOfGradients(model, {
          estimators: cells.map(({ estimator }) => estimator),
          each: settings.rounds + 3,
        }),
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
  const zoo = withFixedLayers(
    zooEntry(modelName).build(dataset, purposeKey(runKey, 0, "parameters")),
    context.layers,
  );
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
          const { iterations, residual } = await oneGradient(zoo.model, batch, {
            estimator: getEstimator(cell.estimator),
            key: foldIn(measurementKey, round),
          });
          solved[i]!.iterations.push(iterations);
          solved[i]!.residual.push(residual);
        },
      })),
      { rounds, progress },
    );
    for (const [i, cell] of cells.entries()) {
      const flops = await measuredFlops(zoo.model, batch, {
        estimator: getEstimator(cell.estimator),
        key: measurementKey,
      });
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

/** Operations of the kernels that ran for one gradient. */
async function measuredFlops(model: Model, batch: Batch, settings: OneGradientOptions): Promise<number> {
  const { flops } = await profile(() => oneGradient(model, batch, settings));
  return flops;
}
