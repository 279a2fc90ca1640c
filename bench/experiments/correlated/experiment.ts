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
import * as tf from "@tensorflow/tfjs";
import { type Estimator, getEstimator, type Key } from "../../../estimators/mod.ts";
import type { Batch, ImageDataset, Model } from "../../../models/mod.ts";
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
import type { Cell, CellResult, Experiment, Job, JobContext } from "../../types.ts";
import { innerName, sampledOptions } from "../../measure/sampled.ts";
import { purposeKeys, skipped } from "../shared/cells.ts";
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
  jobs(settings) {
    return settings.models.flatMap((model) =>
      settings.families.map((family) => job(settings, { model, family }))
    );
  },
};

interface Place {
  readonly model: (typeof CORRELATED_MODELS)[number];
  readonly family: (typeof FAMILIES)[number];
}

function job(settings: CorrelatedSettings, place: Place): Job {
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
  const asked = others.map((name) => cell(name, { ...sampledOptions(name), samples: 1 }));
  return {
    name: `correlated ${place.model} ${place.family}`,
    cells: [...cellsOf(cells), ...asked],
    timed: true,
    seconds: secondsOf(settings, place),
    run: (context) => measure(settings, { ...place, cells, asked, context }),
  };
}

/** Seconds of one gradient by RT; one by R2-G2, or a pair of draws, takes about twice as long. */
function secondsOf(
  { contenders = [], steps, rounds, pairs }: CorrelatedSettings,
  { family }: Place,
): number {
  const pair = contenders.reduce((sum, name) => sum + (innerName(name) === "rt" ? 2 : 4), 0);
  const sides = 1 + 2 + 2 + 2 + pair;
  return 0.3 +
    (steps + (sides + 5) * (rounds + 4) + 2.6 * sides * pairs) * (family === "full" ? 0.006 : 0.002);
}

interface Work extends Place {
  readonly cells: EqualCostCells;
  readonly asked: readonly Cell[];
  readonly context: JobContext;
}

async function* measure(
  settings: CorrelatedSettings,
  { model: name, family, cells, asked, context }: Work,
): AsyncGenerator<CellResult> {
  const { steps, batchSize, rank } = settings;
  const { dataset, key } = context;
  const keys = purposeKeys(key, 0);
  const model = correlatedModel({ model: name, family, rank, dataset, batchSize, key: keys.parameters });
  const batches = batchesFor(name, { dataset, batchSize, key: keys.batches });
  const trainee = new Trainee({
    model,
    batches,
    estimator: getEstimator(settings.baseline),
    learningRate: LEARNING_RATE,
    key: keys.training,
  });
  const at = { step: steps };
  let batch: Batch | undefined;
  try {
    await trainee.advanceTo(steps);
    batch = batches.at(steps);
    for (const cell of asked) {
      const reason = whyNot(getEstimator(cell.estimator), model, { batch, key });
      yield reason === undefined
        ? {
          cell,
          metrics: await gradientVariance(model, batch, {
            ...settings,
            estimator: getEstimator(cell.estimator),
            key: keys.measurement,
            at: { ...at, samples: 1 },
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
    });
  } finally {
    if (batch !== undefined) disposeBatch(batch);
    trainee.dispose();
  }
}

/** An estimator's own reason against the model's site; undefined where it applies. */
function whyNot(
  estimator: Estimator,
  model: Model,
  { batch, key }: { readonly batch: Batch; readonly key: Key },
): string | undefined {
  const rt = getEstimator("rt");
  let answer: true | string = true;
  const spy: Estimator = {
    ...rt,
    draw(site, noise) {
      answer = estimator.supports(site);
      return rt.draw(site, noise);
    },
  };
  tf.tidy(() => {
    model.objective(batch, { estimator: spy, key });
  });
  return answer === true ? undefined : answer;
}

/** Latents belong to the examples of one minibatch, which is then the only one. */
function batchesFor(
  name: Place["model"],
  { dataset, batchSize, key }: { dataset: ImageDataset; batchSize: number; key: Key },
): BatchSource {
  const source = trainingBatches(dataset, { batchSize, key, binarised: name === "latent" });
  return name === "latent" ? { ...source, at: () => source.at(0) } : source;
}
