/**
 * What does one gradient cost, in milliseconds, floating-point operations, solver iterations and memory?
 *
 * One gradient of all parameters of a model, as training needs it, estimators interleaved; and one gradient
 * at a single latent site over a grid of sizes (m pre-activations, n variables, B examples), from which the
 * report fits exponents. The grid has n > m throughout: elsewhere R2-G2 is RT, whose cost it has.
 *
 * Records: for a model, one cell per estimator; `options` are the estimator's own and `batchSize`. Metrics:
 * `flops` at `{ kind: "measured" }` (the kernels that ran) and `{ kind: "analytic" }` (the layers' draws alone,
 * forward, by the estimators' formulas), `solver-iterations` and `solver-residual`, one value per round. Timings:
 * `gradient-time` (ms, one value per round), `peak-memory` at `{ kind: "tensors" }` (byte: most that tensors hold
 * at once, model and minibatch included) and `resident-memory` at `{ kind: "process" }` (byte, afterwards).
 *
 * For the grid, model `latent-site`, one cell per estimator; all at `{ outputs, inputs, batch }`, layer `grid`.
 * Metrics: `site-flops` at both kinds, `site-iterations`, `site-residual`. Timings: `site-time` (ms, one value
 * a round, estimators interleaved at a site) and `site-memory` (byte).
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { foldIn, getEstimator, memoryUse } from "../../../estimators/mod.ts";
import type { Cell, CellResult, Experiment, Job, JobContext, RunSettings } from "../../types.ts";
import { disposeBatch, trainingBatches } from "../../measure/batches.ts";
import { withFixedLayers } from "../../measure/fixed_layers.ts";
import { flopsMetrics, gradientFlops } from "../../measure/flops.ts";
import { interleave } from "../../measure/interleave.ts";
import { sift, whyUnsupported } from "../../measure/sift.ts";
import { oneGradient, RepeatedGradient } from "../../measure/one_gradient.ts";
import { memoryMetric, peakBytes } from "./peak_memory.ts";
import { zooEntry } from "../../../models/mod.ts";
import { estimatorsAt } from "../shared/asked.ts";
import { estimatorOptions, purposeKey } from "../shared/cells.ts";
import { type CostGrid, gridJob } from "./grid.ts";
import { secondsOfGradients } from "../shared/durations.ts";
import { costContract } from "./contract.ts";

/** Settings of the experiment. */
export interface CostSettings {
  readonly models: readonly string[];
  /** Gradients timed for each estimator. */
  readonly rounds: number;
  /** Rounds of single models whose gradients take seconds. @default none, all have `rounds` */
  readonly roundsOf?: Readonly<Record<string, number>>;
  readonly batchSize: number;
  /** @default none */
  readonly grid?: CostGrid;
}

/** Time and arithmetic of a gradient. */
export const costExperiment: Experiment<CostSettings> = {
  contract: costContract,
  recordKilobytes: 10,
  jobs(settings, run) {
    const models = settings.models.map((model) => modelJob(settings, { model, run }));
    return settings.grid === undefined ? models : [...models, gridJob(settings.grid, run)];
  },
};

function modelJob(
  settings: CostSettings,
  { model, run }: { readonly model: string; readonly run: RunSettings },
): Job {
  const rounds = settings.roundsOf?.[model] ?? settings.rounds;
  const cells = estimatorsAt(run, zooEntry(model).estimators).map((estimator): Cell => ({
    experiment: costContract.name,
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
      each: rounds + 4.5,
    }),
    run: (context) => measure({ ...settings, rounds }, { model, cells, asked: run.asked, context }),
  };
}

async function* measure(
  { rounds, batchSize }: CostSettings,
  { model: modelName, cells: planned, asked, context }: {
    model: string;
    cells: readonly Cell[];
    asked: boolean;
    context: JobContext;
  },
): AsyncGenerator<CellResult> {
  const { dataset, key: runKey, progress } = context;
  const before = tf.memory().numBytes;
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
    const { able: cells, unable } = sift(
      planned,
      ({ estimator }) => asked ? whyUnsupported(zoo.model, batch, getEstimator(estimator)) : undefined,
    );
    yield* unable;
    const solved = cells.map(() => ({ iterations: [] as number[], residual: [] as number[] }));
    const sources = cells.map(({ estimator }) =>
      new RepeatedGradient(zoo.model, batch, { estimator: getEstimator(estimator) })
    );
    const times = await interleave(
      cells.map((cell, i) => ({
        name: cell.estimator,
        run: async (round: number) => {
          const { iterations, residual } = await sources[i]!.draw(foldIn(measurementKey, round));
          solved[i]!.iterations.push(iterations);
          solved[i]!.residual.push(residual);
        },
      })),
      { rounds, warmup: Math.min(2, rounds - 1), progress },
    ).finally(() => sources.forEach((source) => source.dispose()));
    for (const [i, cell] of cells.entries()) {
      const settings = { estimator: getEstimator(cell.estimator), key: measurementKey };
      const bytes = await peakBytes(() => oneGradient(zoo.model, batch, settings), { before });
      yield {
        cell,
        metrics: [
          ...flopsMetrics(await gradientFlops(zoo.model, batch, settings)),
          { name: "solver-iterations", unit: "1", values: solved[i]!.iterations },
          { name: "solver-residual", unit: "1", values: solved[i]!.residual },
        ],
        timings: [
          { name: "gradient-time", unit: "ms", values: times[i]! },
          memoryMetric("peak-memory", { bytes, at: { kind: "tensors" } }),
          memoryMetric("resident-memory", { bytes: memoryUse().rssBytes, at: { kind: "process" } }),
        ],
      };
    }
  } finally {
    disposeBatch(batch);
    zoo.model.dispose();
  }
}
