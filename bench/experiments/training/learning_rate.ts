/**
 * An estimator's own learning rate: the best of a grid on validation examples, by seeds that are not the final ones.
 *
 * A grid whose best rate lies at its edge goes on beyond it, by the same factor, a few times.
 * @module
 */
import { parseBudget } from "../../budget/mod.ts";
import { type ImageDataset, type Split, zooEntry } from "../../../models/mod.ts";
import { keptValue, NO_CHECKPOINTS, within } from "../../checkpoint/mod.ts";
import { UsageError } from "../../flags.ts";
import { mean } from "../../stats/mod.ts";
import type { Metric } from "../../store/mod.ts";
import type { Cell, CellResult, JobContext } from "../../types.ts";
import { purposeKeys } from "../shared/cells.ts";
import { PairedRun, type PairedRunOptions } from "./paired_run.ts";

/** How learning rates are found. */
export interface Tuning {
  /** Multiples of the model's own rate, ascending; at least three. */
  readonly rates: readonly number[];
  /** What each run may spend, e.g. `time:15s`. */
  readonly budget: string;
  /** Seeds of each rate. */
  readonly seeds: number;
  /** The last training examples, which these runs are judged on and do not train on. */
  readonly examples: number;
}

/** The first seed of these runs; final runs have fewer than so many. */
const FIRST_SEED = 1_000_000;
/** Rates beyond an edge of the grid. */
const EXTENSIONS = 2;

/** @throws {UsageError} for a grid that cannot show that its best rate is not at an edge. */
export function requireTuning({ rates, seeds, examples, budget }: Tuning): void {
  const ascending = rates.every((rate, i) => rate > (rates[i - 1] ?? 0));
  if (rates.length < 3 || !ascending) {
    throw new UsageError(
      `learning rates: ${
        rates.join(", ") || "none"
      }; wanted three multiples of the model's own rate or more, ascending and ` +
        "above 0, e.g. 0.3,1,3",
    );
  }
  for (const [name, value] of Object.entries({ seeds, examples })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new UsageError(`tuning of learning rates: ${name} is ${value}; wanted an integer from 1`);
    }
  }
  parseBudget(budget);
}

/** What {@linkcode tuneRates} is told. */
export interface TuneOptions {
  readonly tuning: Tuning;
  readonly model: string;
  readonly batchSize: number;
  readonly testSamples: number;
  /** Whether every estimator is asked first if it applies. */
  readonly asked: boolean;
}

/** What one estimator's tuning found. */
export interface Tuned {
  readonly result: CellResult;
  /** The best rate; undefined where no rate could be tried. */
  readonly rate?: number;
}

/** Finds a rate for the estimator of every cell, one after another. */
export async function* tuneRates(
  cells: readonly Cell[],
  options: TuneOptions,
  context: JobContext,
): AsyncGenerator<Tuned> {
  const { tuning, model, batchSize, testSamples, asked } = options;
  const { checkpoints = NO_CHECKPOINTS, dataset, key, layers, progress } = context;
  const usual = zooEntry(model).learningRate;
  const settings = {
    ...{ model, batchSize, testSamples, layers },
    dataset: withValidation(dataset, tuning.examples),
    budget: parseBudget(tuning.budget),
    testExamples: tuning.examples,
  };
  const run = (estimator: string, learningRate: number, seed: number) =>
    new PairedRun({
      ...settings,
      estimator,
      learningRate,
      keys: purposeKeys(key, seed),
      checkpoints: within(checkpoints, `${estimator} at ${learningRate} seed ${seed}`),
    } as PairedRunOptions);
  for (const [i, cell] of cells.entries()) {
    const { estimator } = cell;
    const reason = asked ? whyUnsupported(run(estimator, usual, FIRST_SEED)) : undefined;
    if (reason !== undefined) {
      yield { result: { cell, status: "skipped", reason } };
      continue;
    }
    const scoreOf = (rate: number) =>
      keptValue(within(checkpoints, `${estimator} at ${rate}`), "score", async () => {
        const scores: number[] = [];
        for (let seed = FIRST_SEED; seed < FIRST_SEED + tuning.seeds; seed++) {
          scores.push(await score(run(estimator, rate * usual, seed)));
        }
        const found = mean(scores);
        // Kept as JSON, which has no infinity.
        return { score: Number.isFinite(found) ? found : null };
      });
    const { best, scores } = await bestRate(
      tuning.rates,
      async (rate) => (await scoreOf(rate)).score ?? -Infinity,
    );
    progress((i + 1) / cells.length);
    if (best === undefined) {
      yield {
        result: {
          cell,
          status: "diverged",
          reason: "the loss diverged at every learning rate that was tried",
        },
      };
      continue;
    }
    const metrics: Metric[] = [
      { name: "learning-rate", unit: "1", values: [best * usual] },
      ...[...scores].filter(([, value]) => Number.isFinite(value)).map(([rate, value]) => ({
        name: "validation-score",
        unit: "nats",
        at: { rate: rate * usual },
        values: [value],
      })),
    ];
    const result = settings.budget.kind === "time" ? { cell, timings: metrics } : { cell, metrics };
    yield { result, rate: best * usual };
  }
}

/**
 * The rate of the highest score, on a grid that grows while the best lies at an edge.
 *
 * @param rates ascending, three or more.
 * @param scoreOf the higher the better; −∞ for a run that diverged.
 * @returns all scores by rate, ascending; no best rate where every score is −∞.
 */
export async function bestRate(
  rates: readonly number[],
  scoreOf: (rate: number) => Promise<number>,
): Promise<{ best: number | undefined; scores: Map<number, number> }> {
  const grid = [...rates];
  const scores = new Map<number, number>();
  for (const rate of rates) scores.set(rate, await scoreOf(rate));
  const best = () => grid.reduce((a, b) => (scores.get(b)! > scores.get(a)! ? b : a));
  for (let extension = 0; extension < EXTENSIONS; extension++) {
    const [found, low, high] = [best(), grid[0]!, grid.at(-1)!];
    if (found !== low && found !== high) break;
    const next = found === low ? low * low / grid[1]! : high * high / grid.at(-2)!;
    scores.set(next, await scoreOf(next));
    if (found === low) grid.unshift(next);
    else grid.push(next);
  }
  const found = best();
  return {
    best: scores.get(found) === -Infinity ? undefined : found,
    scores: new Map([...scores].sort(([a], [b]) => a - b)),
  };
}

/** Log-likelihood or bound of a validation example at the end of a run. */
async function score(run: PairedRun): Promise<number> {
  try {
    await run.advanceTo(1);
    if (run.diverged !== undefined) return -Infinity;
    const found = run.metrics().find(({ name }) => name === "test-log-likelihood" || name === "test-bound");
    return found?.values.at(-1) ?? -Infinity;
  } finally {
    run.dispose();
  }
}

function whyUnsupported(run: PairedRun): string | undefined {
  try {
    return run.whyUnsupported();
  } finally {
    run.dispose();
  }
}

/** The last training examples in place of the test split, and no longer among the training examples. */
export function withValidation(dataset: ImageDataset, examples: number): ImageDataset {
  const { train } = dataset;
  const left = train.count - examples;
  if (left < 1) {
    throw new UsageError(
      `tuning of learning rates: ${examples} validation examples; ${dataset.name} has ${train.count} for training, and ` +
        "some must be left",
    );
  }
  const shifted = (indices: ArrayLike<number>) => Uint32Array.from(indices, (index) => index + left);
  const test: Split = {
    count: examples,
    images: (indices) => train.images(shifted(indices)),
    labels: (indices) => train.labels(shifted(indices)),
  };
  return { ...dataset, train: { ...train, count: left }, test };
}
