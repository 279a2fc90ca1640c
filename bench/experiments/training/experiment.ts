/**
 * Does an estimator train better, after equally many steps and after equally much time?
 *
 * Seeds are paired: the same start, minibatches and keys for every estimator. Runs take turns from one
 * evaluation to the next, so that a drifting machine drifts for all; evaluation is off the clock.
 *
 * Where a suite asks for it, every estimator first finds its own learning rate (see `learning_rate.ts`): a rate that
 * suits one estimator decides more than the estimator does. Then all seeds of a model and a budget are one job.
 *
 * Records: a cell for each estimator and seed with its curve and the `learning-rate`; with tuning one more for each
 * estimator, `stage` "tuning", with the score of every rate that was tried.
 * @module
 */
import { type Budget, parseBudget } from "../../budget/mod.ts";
import { zooEntry } from "../../../models/mod.ts";
import { NO_CHECKPOINTS, within } from "../../checkpoint/mod.ts";
import { sift } from "../../measure/sift.ts";
import { estimatorsAt } from "../shared/asked.ts";
import { requireTuning, tuneRates, type Tuning } from "./learning_rate.ts";
import { PairedRun } from "./paired_run.ts";
import type { Metric } from "../../store/mod.ts";
import type { Cell, CellResult, Experiment, Job, JobContext, RunSettings } from "../../types.ts";
import { estimatorOptions, purposeKeys, seedList } from "../shared/cells.ts";
import { evaluationSeconds, gradientSeconds } from "../shared/durations.ts";
import { trainingContract } from "./contract.ts";

/** What may differ from model to model. */
export interface TrainingRuns {
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
  /** How every estimator finds its learning rate. @default the zoo's rate for all */
  readonly tuning?: Tuning | undefined;
}

/** Settings of the experiment. */
export interface TrainingSettings extends TrainingRuns {
  readonly models: readonly string[];
  /** What is otherwise for a model, and for how many seeds, at most the run's. @default nothing */
  readonly byModel?: Readonly<Record<string, Partial<TrainingRuns> & { readonly seeds?: number }>>;
}

/** Paired training runs at equal steps and at equal time. */
export const trainingExperiment: Experiment<TrainingSettings> = {
  contract: trainingContract,
  recordKilobytes: 3,
  jobs(settings, run) {
    return settings.models.flatMap((model) => {
      const own = { ...settings, ...settings.byModel?.[model] };
      if (own.tuning !== undefined) requireTuning(own.tuning);
      const seeds = seedList(Math.min(own.seeds ?? run.seeds, run.seeds));
      return own.budgets.flatMap((budget) =>
        own.tuning === undefined
          ? seeds.map((seed) => job(own, { model, budget, seeds: [seed], run }))
          : [job(own, { model, budget, seeds, run })]
      );
    });
  },
};

interface Place {
  readonly model: string;
  readonly budget: string;
  /** Of the runs, one after another. */
  readonly seeds: readonly number[];
}

function job(settings: TrainingRuns, { run, ...place }: Place & { readonly run: RunSettings }): Job {
  const { model, seeds } = place;
  const { tuning, batchSize, testExamples, testSamples } = settings;
  const budget = parseBudget(place.budget);
  const names = estimatorsAt(run, settings.estimators, zooEntry(model).estimators);
  const cell = (estimator: string, seed: number, options: Cell["options"]): Cell => ({
    experiment: trainingContract.name,
    model,
    estimator,
    options: { ...estimatorOptions(estimator), budget: place.budget, batchSize, ...options },
    seed,
  });
  const final = seeds.map((seed) =>
    names.map((estimator) =>
      cell(estimator, seed, {
        testExamples,
        testSamples,
        ...(tuning === undefined ? {} : { learningRate: "tuned" }),
      })
    )
  );
  const tuned = tuning === undefined ? [] : names.map((estimator) =>
    cell(estimator, 0, {
      stage: "tuning",
      tuningBudget: tuning.budget,
      validationExamples: tuning.examples,
      testSamples,
    })
  );
  return {
    name: `training ${model} ${place.budget}${seeds.length === 1 ? ` seed ${seeds[0]}` : ""}`,
    cells: [...tuned, ...final.flat()],
    timed: byTheClock(budget, tuning),
    seconds: seconds(settings, { model, budget, names, seeds }),
    run: (context) => trainAll(settings, { place, budget, tuned, final, asked: run.asked, context }),
  };
}

/** Whether a clock decides how far runs come, or which learning rates they have. */
function byTheClock({ kind }: Budget, tuning: Tuning | undefined): boolean {
  return kind === "time" || (tuning !== undefined && parseBudget(tuning.budget).kind === "time");
}

/** Of all runs, those that find the rates included. */
function seconds(
  { tuning, ...settings }: TrainingRuns,
  { seeds, ...place }: { model: string; budget: Budget; names: readonly string[]; seeds: readonly number[] },
): number {
  const all = seeds.length * secondsOf(settings, place);
  if (tuning === undefined) return all;
  const validation = { ...settings, evaluations: 0, testExamples: tuning.examples };
  return all +
    tuning.seeds * tuning.rates.length *
      secondsOf(validation, { ...place, budget: parseBudget(tuning.budget) });
}

function secondsOf(
  { evaluations, testExamples, testSamples }: TrainingRuns,
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

interface Work {
  readonly place: Place;
  readonly budget: Budget;
  /** Cells of the rates, one for each estimator, where they are tuned. */
  readonly tuned: readonly Cell[];
  /** Cells of the runs, by seed. */
  readonly final: readonly (readonly Cell[])[];
  readonly asked: boolean;
  readonly context: JobContext;
}

async function* trainAll(settings: TrainingRuns, work: Work): AsyncGenerator<CellResult> {
  const { place, budget, tuned, final, asked, context } = work;
  const { checkpoints = NO_CHECKPOINTS, progress } = context;
  const rates = new Map<string, number>();
  // The rates' share of the progress is rough: it decides nothing but a bar.
  const parts = final.length + (tuned.length === 0 ? 0 : 1);
  let done = 0;
  const part = (share: number) => progress((done + share) / parts);
  if (settings.tuning !== undefined) {
    const options = { ...settings, tuning: settings.tuning, model: place.model, asked };
    for await (const { result, rate } of tuneRates(tuned, options, { ...context, progress: part })) {
      if (rate !== undefined) rates.set(result.cell.estimator, rate);
      yield result;
    }
    done++;
  }
  for (const cells of final) {
    const seed = cells[0]?.seed;
    if (seed === undefined) continue;
    const own = final.length === 1 ? checkpoints : within(checkpoints, `seed ${seed}`);
    yield* train(settings, {
      model: place.model,
      seed,
      budget,
      cells,
      asked,
      rates,
      context: { ...context, checkpoints: own, progress: part },
    });
    done++;
  }
}

async function* train(
  settings: TrainingRuns,
  { model, seed, budget, cells, asked, rates, context }: {
    readonly model: string;
    readonly seed: number;
    readonly budget: Budget;
    readonly cells: readonly Cell[];
    readonly asked: boolean;
    readonly rates: ReadonlyMap<string, number>;
    readonly context: JobContext;
  },
): AsyncGenerator<CellResult> {
  const { dataset, key: runKey, progress, checkpoints = NO_CHECKPOINTS } = context;
  const all = cells.map((cell) => {
    const learningRate = rates.get(cell.estimator) ?? zooEntry(model).learningRate;
    return {
      cell,
      learningRate,
      run: new PairedRun({
        ...settings,
        dataset,
        budget,
        layers: context.layers,
        model,
        learningRate,
        estimator: cell.estimator,
        keys: purposeKeys(runKey, seed),
        checkpoints: within(checkpoints, cell.estimator),
      }),
    };
  });
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
    const clocked = byTheClock(budget, settings.tuning);
    for (const { cell, run, learningRate } of runs) yield result(cell, { run, clocked, learningRate });
  } finally {
    all.forEach(({ run }) => run.dispose());
  }
}

/** Where the clock decides how far a run comes, it decides all that the run measures. */
function result(
  cell: Cell,
  { run, clocked, learningRate }: { run: PairedRun; clocked: boolean; learningRate: number },
): CellResult {
  if (run.diverged !== undefined) return { cell, status: "diverged", reason: run.diverged };
  const time: Metric = { name: "evaluation-time", unit: "s", values: [...run.seconds] };
  const found = [...run.metrics(), { name: "learning-rate", unit: "1", values: [learningRate] }];
  return clocked ? { cell, timings: [...found, time] } : { cell, metrics: found, timings: [time] };
}
