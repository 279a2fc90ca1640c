/**
 * Does an estimator train better, after equally many steps and after equally much time?
 *
 * Seeds are paired: the same start, minibatches and keys for every estimator. Runs take turns from one
 * evaluation to the next, so that a drifting machine drifts for all; evaluation is off the clock.
 * @module
 */
import { type Budget, parseBudget } from "../../budget/mod.ts";
import { zooEntry } from "../../../models/mod.ts";
import { NO_CHECKPOINTS, within } from "../../checkpoint/mod.ts";
import { sift } from "../../measure/sift.ts";
import { estimatorsAt } from "../shared/asked.ts";
import { PairedRun } from "./paired_run.ts";
import type { Metric } from "../../store/mod.ts";
import type { Cell, CellResult, Experiment, Job, JobContext, RunSettings } from "../../types.ts";
import { estimatorOptions, purposeKeys, seedList } from "../shared/cells.ts";
import { evaluationSeconds, gradientSeconds } from "../shared/durations.ts";
import { trainingContract } from "./contract.ts";

/** Settings of the experiment. */
export interface TrainingSettings {
  readonly models: readonly string[];
  /** Estimators to train with, of those that the run compares. */
  readonly estimators: readonly string[];
  /** Budgets, each a run of its own, e.g. `steps:200` and `time:4s`. */
  readonly budgets: readonly string[];
  /** Evaluations over a budget, evenly spread; the start is evaluated too. */
  readonly evaluations: number;
  /** Test examples, and samples for each, of an evaluation. */
  readonly testExamples: number;
  readonly testSamples: number;
  readonly batchSize: number;
}

/** Paired training runs at equal steps and at equal time. */
export const trainingExperiment: Experiment<TrainingSettings> = {
  contract: trainingContract,
  recordKilobytes: 3,
  jobs(settings, run) {
    return settings.models.flatMap((model) =>
      settings.budgets.flatMap((budget) =>
        seedList(run.seeds).map((seed) => job(settings, { model, budget, seed, run }))
      )
    );
  },
};

interface Place {
  readonly model: string;
  readonly budget: string;
  readonly seed: number;
}

function job(settings: TrainingSettings, { run, ...place }: Place & { readonly run: RunSettings }): Job {
  const budget = parseBudget(place.budget);
  const names = estimatorsAt(run, settings.estimators, zooEntry(place.model).estimators);
  const cells = names.map((estimator): Cell => ({
    experiment: trainingContract.name,
    model: place.model,
    estimator,
    options: {
      ...estimatorOptions(estimator),
      budget: place.budget,
      batchSize: settings.batchSize,
      testExamples: settings.testExamples,
      testSamples: settings.testSamples,
    },
    seed: place.seed,
  }));
  const timed = budget.kind === "time";
  return {
    name: `training ${place.model} ${place.budget} seed ${place.seed}`,
    cells,
    timed,
    seconds: secondsOf(settings, { model: place.model, budget, names }),
    run: (context) => train(settings, { place, budget, cells, asked: run.asked, context }),
  };
}

function secondsOf(
  { evaluations, testExamples, testSamples }: TrainingSettings,
  { model, budget, names }: { model: string; budget: Budget; names: readonly string[] },
): number {
  // What operations or samples cost in steps is not known here; a budget of them is taken for a minute.
  const run = (name: string) => ({
    time: budget.limit / 1000,
    steps: budget.limit * gradientSeconds(model, name),
    flops: 60,
    samples: 60,
  }[budget.kind]);
  const evaluation = (evaluations + 1) * evaluationSeconds(model, testExamples * testSamples);
  return names.reduce((sum, name) => sum + run(name) + evaluation, 0.3);
}

async function* train(
  settings: TrainingSettings,
  { place, budget, cells, asked, context }: {
    place: Place;
    budget: Budget;
    cells: Cell[];
    asked: boolean;
    context: JobContext;
  },
): AsyncGenerator<CellResult> {
  const { dataset, key: runKey, progress, checkpoints = NO_CHECKPOINTS } = context;
  const all = cells.map((cell) => ({
    cell,
    run: new PairedRun({
      ...settings,
      dataset,
      budget,
      layers: context.layers,
      model: place.model,
      estimator: cell.estimator,
      keys: purposeKeys(runKey, place.seed),
      checkpoints: within(checkpoints, cell.estimator),
    }),
  }));
  try {
    const { able: runs, unable } = sift(all, ({ run }) => asked ? run.whyUnsupported() : undefined);
    yield* unable;
    for (let evaluation = 0; evaluation <= settings.evaluations; evaluation++) {
      for (const { run } of runs) {
        // A run that was resumed may be ahead.
        if (run.evaluations <= evaluation) await run.advanceTo(evaluation / settings.evaluations);
      }
      progress((evaluation + 1) / (settings.evaluations + 1));
    }
    for (const { cell, run } of runs) yield result(cell, { run, budget });
  } finally {
    all.forEach(({ run }) => run.dispose());
  }
}

/** Under a budget of time the clock decides how far a run comes, and so all that it measures. */
function result(
  cell: Cell,
  { run, budget }: { run: PairedRun; budget: Budget },
): CellResult {
  if (run.diverged !== undefined) return { cell, status: "diverged", reason: run.diverged };
  const time: Metric = { name: "evaluation-time", unit: "s", values: [...run.seconds] };
  return budget.kind === "time"
    ? { cell, timings: [...run.metrics(), time] }
    : { cell, metrics: run.metrics(), timings: [time] };
}
