/**
 * Is R2-G2 worth its compute, against RT with as many samples as cost the same?
 *
 * K is measured, not guessed: the ratio of interleaved gradient times, rounded to a whole number of draws.
 * What depends on K is decided by the clock and stored as such; the report adds the work-normalised
 * variance (variance × time), which needs no rounding.
 * @module
 */
import type { Cell, CellResult, Experiment, JobContext } from "../types.ts";
import { disposeBatch, trainingBatches } from "../measure/batches.ts";
import { equalCost, type EqualCostCells } from "../measure/equal_cost.ts";
import { withFixedLayers } from "../measure/fixed_layers.ts";
import { zooEntry } from "../model_zoo.ts";
import { estimatorOptions, purposeKey } from "./cells.ts";
import { secondsOfGradients, secondsOfPairs } from "./durations.ts";

/** Settings of the experiment. */
export interface EqualCostSettings {
  readonly models: readonly string[];
  readonly baseline: string;
  readonly treatment: string;
  /** Gradients timed for each side. */
  readonly rounds: number;
  /** Pairs of gradients for each side. */
  readonly pairs: number;
  readonly batchSize: number;
}

/** Variance at equal cost. */
export const equalCostExperiment: Experiment<EqualCostSettings> = {
  name: "equal_cost",
  question: "Is R2-G2 worth its compute, against RT with as many samples as cost the same?",
  jobs(settings) {
    return settings.models.map((model) => {
      const cells = cellsOf(settings, model);
      return {
        name: `equal_cost ${model}`,
        cells,
        timed: true,
        seconds: secondsOf(settings, model),
        run: (context) => measure(settings, { model, cells, context }),
      };
    });
  },
};

/** Baseline with one draw, treatment with one draw, baseline with as many draws as cost the same. */
function cellsOf({ baseline, treatment, batchSize }: EqualCostSettings, model: string): EqualCostCells {
  const cell = (estimator: string, samples: number | string): Cell => ({
    experiment: "equal_cost",
    model,
    estimator,
    options: { ...estimatorOptions(estimator), samples, batchSize },
    seed: 0,
  });
  return [cell(baseline, 1), cell(treatment, 1), cell(baseline, `matched to ${treatment}`)];
}

/** Both sides are timed twice; the baseline's matched draws take the treatment's time. */
function secondsOf({ baseline, treatment, rounds, pairs }: EqualCostSettings, model: string): number {
  const estimators = [baseline, treatment, treatment];
  return secondsOfGradients(model, { estimators, each: 2 * (rounds + 2) }) +
    secondsOfPairs(model, { estimators, pairs });
}

async function* measure(
  settings: EqualCostSettings,
  { model: modelName, cells, context }: { model: string; cells: EqualCostCells; context: JobContext },
): AsyncGenerator<CellResult> {
  const { dataset, key: runKey, progress } = context;
  const { kind, model } = withFixedLayers(
    zooEntry(modelName).build(dataset, purposeKey(runKey, 0, "parameters")),
    context.layers,
  );
  const batch = trainingBatches(dataset, {
    batchSize: settings.batchSize,
    key: purposeKey(runKey, 0, "batches"),
    binarised: kind === "generative",
  }).at(0);
  const key = purposeKey(runKey, 0, "measurement");
  try {
    yield* equalCost(cells, { ...settings, model, batch, key, progress });
  } finally {
    disposeBatch(batch);
    model.dispose();
  }
}
