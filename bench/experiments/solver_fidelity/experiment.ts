/**
 * Is the published R2-G2 in a VAE anything but RT, and is its gradient right?
 *
 * Where the map has more outputs than latents and full column rank, ε* = E[ε | z] is ε: R2-G2 is RT, sample
 * by sample. What differs then is what a solver left unsolved. Two parts: a VAE's own site at checkpoints of
 * one training run by RT, and a 200 × 50 map (Glorot-uniform, as a VAE starts) under scales that are held
 * fixed, with the loss ½‖z‖² at mean zero, whose gradient is known exactly.
 *
 * How far the published solver stays from ε depends on what its absolute tolerance is compared with, so the
 * setting belongs to the figure: float32, x0 = z or 0 (no difference), entries below 1e-3, 1e-8 in the
 * denominators, a Glorot-uniform map, and a batch of 80 that continues until its worst system passes. Then ‖ε* − ε‖
 * is about 0.2, 1.3, 6 and 19 % of ‖ε‖ at scales .1, .03, .01 and .003. Systems that stop one by one stop
 * earlier: 0.5, 1.8, 8 and 27 %. A map of smaller entries shrinks z, and stops both earlier.
 *
 * Records: one cell for each solver. `estimator` is `r2g2` for the exact one and `r2g2-cg` for conjugate
 * gradients; `options` are the solver's (`solver`, `maxIterations`, `start`, `tolerance`, `stopping`) with
 * `batchSize` and, in the second part (model `fixed-scales`), `scales`: `0.1`, …, or `0.02 to 1`.
 * Metrics, all of unit 1 and layer `latent1`, at `{ step }` or `{ scales }`: `noise-distance` ‖ε* − ε‖ / ‖ε‖
 * and `solver-error` ‖ε* − ε*_exact‖ / ‖ε*_exact‖, one value per example; `latent-bias`, one value per latent: the
 * share by which its scale's gradient is off for a loss that is curved in this latent alone (−0.3: 30 % are
 * missing); `solver-iterations` and `solver-residual` (largest entry, in units of z), one value; `relative-bias` with `block` scale or upstream,
 * one value per batch of draws: the paired difference to RT's gradient with the same noise, along the true
 * gradient and in units of its length, so that −0.05 is a gradient damped by 5 %; and on the exact solver's
 * cell `posterior-scale`, the scale of every latent, averaged over the minibatch, in the order of `latent-bias`.
 * @module
 */
import {
  cholesky,
  conjugateGradient,
  getEstimator,
  type LinearSolver,
  r2g2,
} from "../../../estimators/mod.ts";
import type { Cell, CellResult, Experiment, Job, JobContext, RunSettings } from "../../types.ts";
import type { Metric } from "../../store/mod.ts";
import { keptValue, NO_CHECKPOINTS } from "../../checkpoint/mod.ts";
import { fixedScaleMetrics, modelSiteMetrics } from "./site_metrics.ts";
import { ZooTrainee } from "../../train/zoo_trainee.ts";
import { estimatorOptions, purposeKey, purposeKeys, seedList, skipped } from "../shared/cells.ts";
import { gradientSeconds } from "../shared/durations.ts";
import { solverFidelityContract } from "./contract.ts";

/** Settings of the experiment. */
export interface SolverFidelitySettings {
  readonly models: readonly string[];
  /** Training steps at which solvers are compared, ascending. */
  readonly checkpoints: readonly number[];
  /** Caps on the iterations of conjugate gradients. */
  readonly caps: readonly number[];
  /** Equal scales of the second part; uneven ones (0.02 to 1) are always there. */
  readonly scales: readonly number[];
  /** Independent batches for the test of bias, and draws that each averages. */
  readonly batches: number;
  readonly drawsPerBatch: number;
  readonly batchSize: number;
  /** Seeds of the first part, at most the run's. */
  readonly seeds: number;
}

/** The start that was published, and the textbook's. */
const STARTS = ["rhs", "zero"] as const;

/** Distance of conditional noise from noise, and what it does to the gradient. */
export const solverFidelityExperiment: Experiment<SolverFidelitySettings> = {
  contract: solverFidelityContract,
  recordKilobytes: 20,
  layersCanBeFixed: false,
  jobs(settings, run) {
    const solvers = solversOf(settings).filter((solver) =>
      !run.asked || run.estimators.includes(estimatorOf(solver))
    );
    const others = run.asked ? otherJobs(settings, run) : [];
    if (solvers.length === 0) return others;
    return [
      ...settings.models.flatMap((model) =>
        seedList(Math.min(settings.seeds, run.seeds)).map((seed) =>
          modelJob(settings, { model, seed, solvers })
        )
      ),
      ...[...settings.scales.map(String), UNEVEN].map((scales) => scaleJob(settings, { scales, solvers })),
      ...others,
    ];
  },
};

/** Skipped cells of the estimators that the user names and that have no solver of this comparison. */
function otherJobs(settings: SolverFidelitySettings, { estimators }: RunSettings): Job[] {
  const compared = [...new Set(solversOf(settings).map(estimatorOf))];
  const names = estimators.filter((name) => !compared.includes(name));
  const reason = `compares the solvers of ${compared.join(" and ")}, and no other estimators`;
  return settings.models.map((model) => {
    const cells = names.map((estimator): Cell => ({
      experiment: solverFidelityContract.name,
      model,
      estimator,
      options: { ...estimatorOptions(estimator), batchSize: settings.batchSize },
      seed: 0,
    }));
    return {
      name: `solver_fidelity ${model} others`,
      cells,
      timed: false,
      seconds: 0.1,
      async *run() {
        for (const cell of cells) yield await Promise.resolve(skipped(cell, reason));
      },
    };
  });
}

/** Name of the uneven scales, geometrically spaced. */
const UNEVEN = "0.02 to 1";

function solversOf({ caps }: SolverFidelitySettings): LinearSolver[] {
  const iterative = caps.flatMap((maxIterations) =>
    STARTS.map((start) => conjugateGradient({ maxIterations, start }))
  );
  return [cholesky, ...iterative];
}

/** Name of the estimator that solves with it. */
function estimatorOf({ exact }: LinearSolver): string {
  return exact ? "r2g2" : "r2g2-cg";
}

function cellOf(solver: LinearSolver, { options, ...place }: Omit<Cell, "experiment" | "estimator">): Cell {
  return {
    experiment: solverFidelityContract.name,
    estimator: estimatorOf(solver),
    ...place,
    options: { ...r2g2({ solver }).options, ...options },
  };
}

function modelJob(
  settings: SolverFidelitySettings,
  { model, seed, solvers }: {
    readonly model: string;
    readonly seed: number;
    readonly solvers: readonly LinearSolver[];
  },
): Job {
  const { checkpoints, batches, drawsPerBatch, batchSize } = settings;
  const cells = solvers.map((solver) => cellOf(solver, { model, options: { batchSize }, seed }));
  const steps = checkpoints.at(-1) ?? 0;
  return {
    name: `solver_fidelity ${model} seed ${seed}`,
    cells,
    timed: false,
    seconds: steps * gradientSeconds(model, "rt") +
      checkpoints.length * (0.3 + batches * (solvers.length + 2) * (0.01 + 0.006 * drawsPerBatch)),
    run: (context) => measureModel(settings, { model, seed, solvers, cells, context }),
  };
}

function scaleJob(
  settings: SolverFidelitySettings,
  { scales, solvers }: { readonly scales: string; readonly solvers: readonly LinearSolver[] },
): Job {
  const { batches, batchSize } = settings;
  const options = { batchSize, scales };
  const cells = solvers.map((solver) => cellOf(solver, { model: "fixed-scales", options, seed: 0 }));
  return {
    name: `solver_fidelity scales ${scales}`,
    cells,
    timed: false,
    seconds: 0.1 + batches * solvers.length * 0.003,
    run: (context) => measureScales(settings, { scales, solvers, cells, context }),
  };
}

interface Measured {
  readonly solvers: readonly LinearSolver[];
  readonly cells: readonly Cell[];
  readonly context: JobContext;
}

async function* measureModel(
  { checkpoints, batches, drawsPerBatch, batchSize }: SolverFidelitySettings,
  { model, seed, solvers, cells, context }: Measured & { readonly model: string; readonly seed: number },
): AsyncGenerator<CellResult> {
  const keys = purposeKeys(context.key, seed);
  const { checkpoints: kept = NO_CHECKPOINTS } = context;
  const trainee = new ZooTrainee({
    model,
    estimator: getEstimator("rt"),
    dataset: context.dataset,
    batchSize,
    keys,
    checkpoints: kept,
  });
  const metrics = cells.map(() => [] as Metric[]);
  try {
    for (const [index, checkpoint] of checkpoints.entries()) {
      await trainee.advanceTo(checkpoint);
      const found = await keptValue(kept, `step ${checkpoint}`, () =>
        modelSiteMetrics(trainee, {
          solvers,
          key: keys.measurement,
          batches,
          drawsPerBatch,
          progress: (share) => context.progress((index + share) / checkpoints.length),
        }));
      found.forEach((own, i) => metrics[i]!.push(...own));
    }
    for (const [i, cell] of cells.entries()) yield { cell, metrics: metrics[i]! };
  } finally {
    trainee.dispose();
  }
}

async function* measureScales(
  { batches, batchSize }: SolverFidelitySettings,
  { scales, solvers, cells, context }: Measured & { readonly scales: string },
): AsyncGenerator<CellResult> {
  const found = await fixedScaleMetrics({
    name: scales,
    range: scales === UNEVEN ? [0.02, 1] : [Number(scales), Number(scales)],
    solvers,
    keys: {
      map: purposeKey(context.key, 0, "problem"),
      noise: purposeKey(context.key, 0, "measurement"),
    },
    batches,
    draws: batchSize,
    progress: context.progress,
  });
  for (const [i, cell] of cells.entries()) yield { cell, metrics: found[i]! };
}
