/**
 * Do the paper's tables hold?
 *
 * Its models, learning rates, minibatches of 80 and numbers of steps (or as many as the suite allows: `steps`
 * and `publishedSteps` are both in the options), evaluated once, after the last step. Speed is a job of its
 * own, all estimators interleaved. Published figures are stored beside ours, and so is every setting that
 * the paper leaves unstated, with what is chosen here.
 *
 * Records: `options` have `part` `training` or `speed`, `batchSize` and the estimator's own. Training cells:
 * one for each estimator and seed, options `steps`, `publishedSteps`, `testExamples`, `testSamples`; metrics
 * `test-bound` (nats), or `test-accuracy` (1, a share) and `test-log-likelihood` (nats), and `train-loss`
 * (nats, of the last minibatch), one value each; timing `training-time` (s). Speed cells: one for each
 * estimator, option `rounds`; timing `step-time` (ms, one value per step). Both have metrics `published` (the
 * figure's unit; one value) at `{ figure, estimator }` and, where it is printed, `halfWidth` (1.96 standard
 * errors of five runs): `figure` is `test-bound`, `test-accuracy` or `steps-per-second` (unit 1/s, on a V100);
 * none on a data set that the paper does not use. Training cells have metrics `unstated` (unit 1, no values) at
 * `{ setting, choice }`.
 * @module
 */
import { getEstimator } from "../../../estimators/mod.ts";
import { Meter, type MeterState } from "../../budget/mod.ts";
import { type Checkpoints, NO_CHECKPOINTS } from "../../checkpoint/mod.ts";
import { evaluateInParts } from "../../train/evaluate_in_parts.ts";
import { interleave } from "../../measure/interleave.ts";
import { ZooTrainee } from "../../train/zoo_trainee.ts";
import { zooEntry } from "../../../models/mod.ts";
import { sift } from "../../measure/sift.ts";
import type { Cell, CellResult, Experiment, Job, JobContext, RunSettings } from "../../types.ts";
import { estimatorOptions, purposeKey, purposeKeys, seedList, skipped } from "../shared/cells.ts";
import { evaluationSeconds, secondsOfGradients } from "../shared/durations.ts";
import { paperModel, PUBLISHED_STEPS } from "./published.ts";
import { publishedMetrics, unstatedMetrics } from "./published_metrics.ts";
import { replicationContract } from "./contract.ts";

/** What may differ from model to model. */
export interface ReplicationRuns {
  /** Estimators to train with, of those that the run compares. */
  readonly estimators: readonly string[];
  /** Seeds, at most the run's. */
  readonly seeds: number;
  /** Estimators that take too long for all of it: their steps and seeds. @default none */
  readonly expensive?: {
    readonly estimators: readonly string[];
    readonly steps: number;
    readonly seeds: number;
  };
}

/** Settings of the experiment. */
export interface ReplicationSettings extends ReplicationRuns {
  /** Training steps by model. */
  readonly steps: Readonly<Record<string, number>>;
  readonly batchSize: number;
  readonly testExamples: number;
  /** Importance samples of a bound; 5000 in the paper. */
  readonly boundSamples: number;
  /** Weight samples of a classifier's predictions. */
  readonly weightSamples: number;
  /** Training steps timed for each estimator. */
  readonly rounds: number;
  /** What is otherwise for a model. @default nothing */
  readonly byModel?: Readonly<Record<string, Partial<ReplicationRuns>>>;
}

/** The paper's runs, and its speeds. */
export const replicationExperiment: Experiment<ReplicationSettings> = {
  contract: replicationContract,
  jobs(settings, run) {
    return Object.entries(settings.steps).flatMap(([model, steps]) => {
      const own = { ...settings, ...settings.byModel?.[model], asked: run.asked };
      const { estimators, expensive } = own;
      const names = run.asked
        ? run.estimators
        : estimators.filter((name) =>
          run.estimators.includes(name) && zooEntry(model).estimators.includes(name)
        );
      const training = seedList(Math.min(own.seeds, run.seeds)).flatMap((seed) =>
        names.flatMap((estimator) => {
          const less = expensive?.estimators.includes(estimator) ? expensive : undefined;
          if (less !== undefined && seed >= less.seeds) return [];
          return [trainingJob(own, { model, estimator, seed, steps: less?.steps ?? steps })];
        })
      );
      return [speedJob(own, { model, names }), ...training];
    });
  },
};

/** Settings, and whether the user named the estimators. */
type Resolved = ReplicationSettings & Pick<RunSettings, "asked">;

function speedJob(
  { rounds, batchSize, asked }: Resolved,
  { model, names }: { readonly model: string; readonly names: readonly string[] },
): Job {
  const cells = names.map((estimator): Cell => ({
    experiment: replicationContract.name,
    model,
    estimator,
    options: { ...estimatorOptions(estimator), part: "speed", rounds, batchSize },
    seed: 0,
  }));
  return {
    name: `replication ${model} speed`,
    cells,
    timed: true,
    seconds: secondsOfGradients(model, { estimators: names, each: rounds + 2 }),
    run: (context) => measureSpeed(cells, { rounds, batchSize, asked, context }),
  };
}

interface Place {
  readonly model: string;
  readonly estimator: string;
  readonly seed: number;
  readonly steps: number;
}

function trainingJob(settings: Resolved, place: Place): Job {
  const { batchSize, testExamples, boundSamples, weightSamples } = settings;
  const { model, estimator, seed, steps } = place;
  const testSamples = zooEntry(model).kind === "generative" ? boundSamples : weightSamples;
  const cell: Cell = {
    experiment: replicationContract.name,
    model,
    estimator,
    options: {
      ...estimatorOptions(estimator),
      part: "training",
      steps,
      publishedSteps: PUBLISHED_STEPS[paperModel(model)] ?? 0,
      batchSize,
      testExamples,
      testSamples,
    },
    seed,
  };
  return {
    name: `replication ${model} ${estimator} seed ${seed}`,
    cells: [cell],
    timed: false,
    seconds: secondsOfGradients(model, { estimators: [estimator], each: steps }) +
      evaluationSeconds(model, testExamples * testSamples),
    run: (context) => train(cell, { settings, steps, testSamples, context }),
  };
}

function traineeOf(
  { model, estimator, seed }: Omit<Place, "steps">,
  { batchSize, context: { key, dataset, layers, checkpoints } }: {
    readonly batchSize: number;
    readonly context: JobContext;
  },
): ZooTrainee {
  return new ZooTrainee({
    model,
    estimator: getEstimator(estimator),
    dataset,
    batchSize,
    layers,
    keys: purposeKeys(key, seed),
    checkpoints,
  });
}

/** Share of a job's time that goes into its steps, for the progress bar. */
const TRAINING_SHARE = 0.9;

async function* train(
  cell: Cell,
  { settings: { batchSize, testExamples, asked }, steps, testSamples, context }: {
    settings: Resolved;
    steps: number;
    testSamples: number;
    context: JobContext;
  },
): AsyncGenerator<CellResult> {
  const { dataset, progress, checkpoints = NO_CHECKPOINTS } = context;
  const offTheClock: Checkpoints = {
    ...checkpoints,
    async save() {
      if (!checkpoints.due()) return;
      meter.pause();
      await checkpoints.save();
      meter.resume();
    },
  };
  const left = checkpoints.keep("clock", () => ({ data: meter.state() }));
  const meter = new Meter(
    { kind: "steps", limit: steps },
    left === undefined ? {} : { state: left.data as MeterState },
  );
  const trainee = traineeOf(cell, { batchSize, context: { ...context, checkpoints: offTheClock } });
  try {
    const reason = asked ? trainee.whyUnsupported() : undefined;
    if (reason !== undefined) {
      yield skipped(cell, reason);
      return;
    }
    meter.resume();
    await trainee.advanceTo(steps, (share) => progress(TRAINING_SHARE * share));
    meter.pause();
    const { zoo } = trainee;
    const found = await evaluateInParts(zoo, {
      dataset,
      examples: testExamples,
      samples: testSamples,
      key: purposeKey(context.key, cell.seed, "evaluation"),
      checkpoints,
    }, (share) => progress(TRAINING_SHARE + (1 - TRAINING_SHARE) * share));
    yield {
      cell,
      metrics: [
        ...Object.entries(found).map(([name, { unit, value }]) => ({ name, unit, values: [value] })),
        { name: "train-loss", unit: "nats", values: [trainee.loss] },
        ...publishedMetrics(cell, (figure) => figure.dataset === dataset.name),
        ...unstatedMetrics(zoo.kind),
      ],
      timings: [{ name: "training-time", unit: "s", values: [meter.state().time / 1000] }],
    };
  } finally {
    trainee.dispose();
  }
}

async function* measureSpeed(
  cells: readonly Cell[],
  { rounds, batchSize, asked, context }: {
    rounds: number;
    batchSize: number;
    asked: boolean;
    context: JobContext;
  },
): AsyncGenerator<CellResult> {
  // Timed rounds are not split over processes: nothing of them is kept.
  const alone = { ...context, checkpoints: undefined };
  const all = cells.map((cell) => ({ cell, trainee: traineeOf(cell, { batchSize, context: alone }) }));
  try {
    const { able, unable } = sift(all, ({ trainee }) => asked ? trainee.whyUnsupported() : undefined);
    yield* unable;
    const times = await interleave(
      able.map(({ cell, trainee }) => ({ name: cell.estimator, run: () => trainee.step() })),
      { rounds, progress: context.progress },
    );
    for (const [i, { cell }] of able.entries()) {
      yield {
        cell,
        metrics: publishedMetrics(cell, ({ figure }) => figure === "steps-per-second"),
        timings: [{ name: "step-time", unit: "ms", values: times[i]! }],
      };
    }
  } finally {
    all.forEach(({ trainee }) => trainee.dispose());
  }
}
