/**
 * Is R2-G2 worth its compute where the posterior is correlated, and LRT does not apply?
 *
 * A Bayesian last layer and a latent before a narrow map, each with a diagonal, a full and a low-rank family;
 * RT, RT with as many draws as cost what R2-G2 does, antithetic pairs, and R2-G2, after some training steps by RT.
 *
 * Records: model `last-layer` or `latent`; for each model and family the cells of `equal_cost`, described there,
 * with `family` (`diagonal`, `full`, `low-rank`), `steps`, `batchSize` and `rank` (for low-rank) among their
 * options and `step` among the coordinates of `variance`. The layer is the model's name; the factor of a
 * low-rank family is `last-layer/factor` or `latent/factor`, block `scale`. Estimators that do not apply, such
 * as LRT, have a skipped cell with `samples` 1 and their own reason.
 * @module
 */
import { type Estimator, getEstimator, type Key } from "../../../estimators/mod.ts";
import type { Batch, ImageDataset } from "../../../models/mod.ts";
import { NO_CHECKPOINTS, within } from "../../checkpoint/mod.ts";
import { type BatchSource, disposeBatch, trainingBatches } from "../../measure/batches.ts";
import { type CORRELATED_MODELS, correlatedModel, type FAMILIES } from "./models.ts";
import {
  cellsOf,
  type ComparisonSettings,
  equalCost,
  type EqualCostCells,
  equalCostCells,
} from "../../measure/matched_draws.ts";
import { gradientVariance } from "../../measure/gradient_variance.ts";
import { Trainee } from "../../train/trainee.ts";
import type { Cell, CellResult, Experiment, Job, JobContext, RunSettings } from "../../types.ts";
import { whyUnsupported } from "../../measure/sift.ts";
import { comparisonAt } from "../shared/asked.ts";
import { conditionsNoise, estimatorOptions, purposeKeys, skipped } from "../shared/cells.ts";
import { correlatedContract } from "./contract.ts";

/** Settings of the experiment. */
export interface CorrelatedSettings extends ComparisonSettings {
  readonly models: readonly (typeof CORRELATED_MODELS)[number][];
  readonly families: readonly (typeof FAMILIES)[number][];
  /** Columns of the low-rank family's factor. */
  readonly rank: number;
  /** Estimators that are asked whether they apply. */
  readonly others: readonly string[];
  /** Training steps by the baseline before anything is measured. */
  readonly steps: number;
}

/** Step size of Adam. */
const LEARNING_RATE = 1e-3;

/** Variance at equal cost under covariances of three kinds. */
export const correlatedExperiment: Experiment<CorrelatedSettings> = {
  contract: correlatedContract,
  jobs(suite, run) {
    const { baseline: _, treatment: __, contenders: ___, ...own } = suite;
    const settings: Resolved = {
      ...own,
      ...comparisonAt(run, suite),
      // What the user names is asked as part of the comparison.
      others: run.asked ? [] : suite.others,
      asked: run.asked,
    };
    return settings.models.flatMap((model) =>
      settings.families.map((family) => job(settings, { model, family }))
    );
  },
};

type Resolved = CorrelatedSettings & Pick<RunSettings, "asked">;

interface Place {
  readonly model: (typeof CORRELATED_MODELS)[number];
  readonly family: (typeof FAMILIES)[number];
}

function job(settings: Resolved, place: Place): Job {
  const { others, steps, batchSize, rank } = settings;
  const cell = (estimator: string, options: Cell["options"]): Cell => ({
    experiment: correlatedContract.name,
    model: place.model,
    estimator,
    options: {
      ...options,
      family: place.family,
      ...(place.family === "low-rank" ? { rank } : {}),
      steps,
      batchSize,
    },
    seed: 0,
  });
  const cells = equalCostCells(settings, cell);
  const applying = others.map((name) => cell(name, { ...estimatorOptions(name), samples: 1 }));
  return {
    name: `correlated ${place.model} ${place.family}`,
    cells: [...cellsOf(cells), ...applying],
    timed: true,
    seconds: secondsOf(settings, place),
    run: (context) => measure(settings, { ...place, cells, applying, context }),
  };
}

/** Seconds of one gradient by RT; one by R2-G2, or a pair of draws, takes about twice as long. */
function secondsOf(
  { contenders = [], steps, rounds, pairs }: CorrelatedSettings,
  { family }: Place,
): number {
  const pair = contenders.reduce((sum, name) => sum + (conditionsNoise(name) ? 4 : 2), 0);
  const sides = 1 + 2 + 2 + 2 + pair;
  return 0.3 +
    (steps + (sides + 5) * (rounds + 4) + 2.6 * sides * pairs) * (family === "full" ? 0.006 : 0.002);
}

interface Work extends Place {
  readonly cells: EqualCostCells;
  /** Cells of the estimators that are asked whether they apply. */
  readonly applying: readonly Cell[];
  readonly context: JobContext;
}

async function* measure(
  settings: Resolved,
  { model: name, family, cells, applying, context }: Work,
): AsyncGenerator<CellResult> {
  const { steps, batchSize, rank } = settings;
  const { dataset, key, checkpoints = NO_CHECKPOINTS } = context;
  const keys = purposeKeys(key, 0);
  const model = correlatedModel({ model: name, family, rank, dataset, batchSize, key: keys.parameters });
  const batches = batchesFor(name, { dataset, batchSize, key: keys.batches });
  const trainee = new Trainee({
    model,
    batches,
    estimator: getEstimator(settings.baseline),
    learningRate: LEARNING_RATE,
    key: keys.training,
    checkpoints,
  });
  const at = { step: steps };
  let batch: Batch | undefined;
  try {
    if (settings.asked) trainee.estimator = firstSupported(trainee, cells);
    await trainee.advanceTo(steps);
    batch = batches.at(steps);
    for (const cell of applying) {
      const estimator = getEstimator(cell.estimator);
      const reason = whyUnsupported(model, batch, estimator);
      yield reason === undefined
        ? {
          cell,
          metrics: await gradientVariance(model, batch, {
            ...settings,
            estimator,
            key: keys.measurement,
            at: { ...at, samples: 1 },
            checkpoints: within(checkpoints, cell.estimator),
          }),
        }
        : skipped(cell, reason);
    }
    yield* equalCost(cells, {
      ...settings,
      model,
      batch,
      key: keys.measurement,
      at,
      progress: context.progress,
      checkpoints,
    });
  } finally {
    if (batch !== undefined) disposeBatch(batch);
    trainee.dispose();
  }
}

/** The baseline, or where the model does not take it the first that it takes. */
function firstSupported(trainee: Trainee, cells: EqualCostCells): Estimator {
  const estimators = cellsOf(cells).map(({ estimator }) => getEstimator(estimator));
  return estimators.find((each) => trainee.whyUnsupported(each) === undefined) ?? estimators[0]!;
}

/** Latents belong to the examples of one minibatch, which is then the only one. */
function batchesFor(
  name: Place["model"],
  { dataset, batchSize, key }: { dataset: ImageDataset; batchSize: number; key: Key },
): BatchSource {
  const source = trainingBatches(dataset, { batchSize, key, binarised: name === "latent" });
  return name === "latent" ? { ...source, at: () => source.at(0) } : source;
}
