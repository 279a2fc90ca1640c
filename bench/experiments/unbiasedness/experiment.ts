/**
 * Is every estimator's mean gradient right, and would the test notice if it were not?
 *
 * Exact gradients of the linear-Gaussian toy against batch means of independent draws, every coordinate of
 * every block. Negative controls go through the same test and must be rejected.
 * @module
 */
import { type Estimator, foldIn, getEstimator } from "../../../estimators/mod.ts";
import {
  type BatchMeans,
  controlNames,
  getControl,
  type LinearGaussianProblem,
  linearGaussianProblem,
  readBatchMeans,
} from "../../../models/mod.ts";
import { type Checkpoints, kept, NO_CHECKPOINTS } from "../../checkpoint/mod.ts";
import type { Metric } from "../../store/mod.ts";
import type { Cell, CellResult, Experiment, Job, JobContext } from "../../types.ts";
import { disposeSite } from "../../measure/captured_site.ts";
import { purposeKey } from "../shared/cells.ts";
import { gradientSeconds } from "../shared/durations.ts";
import { sum } from "../../stats/mod.ts";
import { unbiasednessContract } from "./contract.ts";

/** Settings of the experiment. */
export interface UnbiasednessSettings {
  /** Independent batch means for each coordinate: the sample that the test sees. */
  readonly batches: number;
  /** Draws that each batch averages. */
  readonly drawsPerBatch: number;
  /** Examples of the problem's minibatch. */
  readonly batchSize: number;
}

/** m < n, so that R2-G2 is not RT; badly scaled rows, so that a solver that stops early is found out. */
const LATENT = { kind: "latent", outputs: 3, inputs: 6, conditioning: 20 } as const;
/** One unit's weights feed one pre-activation an example. */
const WEIGHT = { kind: "weight", outputs: 1, inputs: 6, units: 2 } as const;

/** Exact mean gradients, and controls that must fail. */
export const unbiasednessExperiment: Experiment<UnbiasednessSettings> = {
  contract: unbiasednessContract,
  recordKilobytes: 60,
  jobs(settings, run) {
    const contenders = [
      ...run.estimators.map((name) => ({ estimator: getEstimator(name), control: undefined })),
      ...controlNames().map((name) => ({ estimator: getControl(name), control: name })),
    ];
    return [LATENT, WEIGHT].flatMap((shape) =>
      (["linear", "quadratic"] as const).map((objective) => job(settings, { shape, objective, contenders }))
    );
  },
};

interface Contender {
  readonly estimator: Estimator;
  /** Name of the negative control, for one that must be rejected. */
  readonly control: string | undefined;
}

interface Problem {
  readonly shape: typeof LATENT | typeof WEIGHT;
  readonly objective: "linear" | "quadratic";
  readonly contenders: readonly Contender[];
}

function job(settings: UnbiasednessSettings, problem: Problem): Job {
  const { shape, objective, contenders } = problem;
  const cells = contenders.map(({ estimator, control }): Cell => ({
    experiment: unbiasednessContract.name,
    model: "linear-gaussian",
    estimator: estimator.name,
    options: {
      ...estimator.options,
      site: shape.kind,
      objective,
      draws: settings.drawsPerBatch,
      ...(control === undefined ? {} : { control }),
    },
    seed: 0,
  }));
  return {
    name: `unbiasedness ${shape.kind} ${objective}`,
    cells,
    timed: false,
    seconds: secondsOf(settings, problem),
    run: (context) => measure(settings, { ...problem, cells, context }),
  };
}

function secondsOf(
  { batches, drawsPerBatch }: UnbiasednessSettings,
  { shape, contenders }: Problem,
): number {
  const each = contenders.map(({ estimator }) => gradientSeconds(`toy-${shape.kind}`, estimator.name));
  return 0.2 + batches * drawsPerBatch * sum(each);
}

async function* measure(
  { batches, drawsPerBatch, batchSize }: UnbiasednessSettings,
  { shape, objective, contenders, cells, context }: Problem & { cells: Cell[]; context: JobContext },
): AsyncGenerator<CellResult> {
  const problemKey = purposeKey(context.key, 0, "problem");
  const drawKey = purposeKey(context.key, 0, "measurement");
  const problem = linearGaussianProblem({ ...shape, objective, batch: batchSize, key: problemKey });
  const { checkpoints = NO_CHECKPOINTS } = context;
  try {
    for (const [i, { estimator }] of contenders.entries()) {
      const cell = cells[i]!;
      const supported = estimator.supports(problem.site);
      if (supported === true) {
        // Estimators have keys of their own: the tests of a family are then independent.
        const key = foldIn(drawKey, i);
        const means = await keptMeans(`contender ${i}`, {
          checkpoints,
          batches,
          draw: (own) => readBatchMeans(estimator, problem, { key, drawsPerBatch, ...own }),
        });
        yield { cell, metrics: coordinates(means, problem) };
      } else {
        yield { cell, status: "skipped", reason: supported };
      }
      context.progress((i + 1) / contenders.length);
    }
  } finally {
    disposeSite(problem.site);
  }
}

/** Batches between two saves: a score function takes a second for each. */
const BATCHES_PER_SAVE = 16;

/** Means of consecutive batches, for each block and each of its coordinates. */
type Means = Readonly<Record<string, readonly number[][]>>;

/** Means of all batches, piece by piece as they come: a batch is a pure function of its number. */
async function keptMeans(
  name: string,
  { checkpoints, batches, draw }: {
    readonly checkpoints: Checkpoints;
    readonly batches: number;
    readonly draw: (options: { readonly from: number; readonly batches: number }) => Promise<BatchMeans>;
  },
): Promise<readonly Means[]> {
  const pieces = kept(checkpoints, name, [] as Means[]);
  for (let from = pieces.length * BATCHES_PER_SAVE; from < batches; from += BATCHES_PER_SAVE) {
    const means = await draw({ from, batches: Math.min(BATCHES_PER_SAVE, batches - from) });
    pieces.push(
      Object.fromEntries(
        Object.entries(means).map(([block, columns]) => [block, columns.map((own) => [...own])]),
      ),
    );
    await checkpoints.save();
  }
  return pieces;
}

/** One metric per coordinate: its batch means, and the exact gradient beside them. */
function coordinates(means: readonly Means[], { exact }: LinearGaussianProblem): Metric[] {
  return (["mean", "scale", "upstream"] as const).flatMap((block) =>
    Array.from(exact[block], (reference, coordinate) => ({
      name: "gradient-batch-mean",
      unit: "1",
      layer: "site",
      block,
      at: { coordinate, reference },
      values: means.flatMap((piece) => piece[block]![coordinate]!),
    }))
  );
}
