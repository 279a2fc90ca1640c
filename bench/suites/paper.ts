/**
 * The published settings in full: days on two cores, or a night on a cluster; a run that is cut off resumes.
 *
 * 15 000 steps of the Bayesian network and 100 000 of every VAE, minibatches of 80, five seeds, bounds with
 * 5000 samples on the whole test set. What is measured beside that is as large as in `standard`, or larger.
 * @module
 */
import { composed } from "./contenders.ts";
import type { Suite } from "./types.ts";
import { OBJECTIVES, SIGMA_SWEEP, standard } from "./standard.ts";

const MODELS = ["mlp", "vae1", "vae2", "vae3", "vae1-narrow"] as const;

/** Steps of training at which gradients are compared. */
const STAGES = [0, 300, 1000, 3000, 10_000];

/** Draws that depend on each other. */
const COUPLED = { "orthogonal": [2, 4, 8], "moment-matched": [4, 8] };

/** Latent vectors, for which there are Sobol points, and which train for long. */
const LATENT = {
  contenders: composed(["rt", "r2g2"], { ...COUPLED, sobol: [2, 4, 8] }),
  checkpoints: [...STAGES, 100_000],
};

/** Every experiment, with the paper's runs in full. */
export const paper: Suite = {
  ...standard,
  name: "paper",
  description: "the published settings in full, resumable; days on two cores",
  experiments: {
    ...standard.experiments,
    gradient_variance: {
      models: MODELS,
      checkpoints: [0, 750, 3750, 7500, 15_000],
      pairs: 128,
      resampledPairs: 128,
      objectives: OBJECTIVES,
      batchSize: 80,
      seeds: 5,
    },
    along_training: {
      models: [
        ...["mlp", "vae1-narrow", "vae3", "bayes-last-layer", "bayes-hidden-layer", "transformer"],
        ...Object.keys(SIGMA_SWEEP),
      ],
      contenders: [...composed(["rt", "lrt", "flipout", "r2g2"], COUPLED), "rt-per-example"],
      largerBatches: [2, 4],
      samples: [1, 2, 4, 8],
      checkpoints: STAGES,
      minibatches: 32,
      processes: 20,
      rounds: 10,
      seeds: 10,
      batchSize: 80,
      expensive: { contenders: ["rt-per-example"], checkpoints: [0, 1000, 10_000] },
      byModel: {
        ...Object.fromEntries(
          Object.entries(SIGMA_SWEEP).map(([model, own]) => [model, { ...own, seeds: 10 }]),
        ),
        "mlp": { checkpoints: [...STAGES, 15_000] },
        "vae1-narrow": LATENT,
        "vae3": LATENT,
        "transformer": {
          contenders: [
            ...composed(["rt", "lrt-independent-positions", "flipout", "r2g2"], COUPLED),
            "rt-per-example",
          ],
        },
      },
    },
    training: {
      models: ["mlp", "vae1-narrow", "vae3"],
      estimators: ["rt", "lrt", "r2g2", "r2g2-cg"],
      budgets: ["steps:15000", "time:30min"],
      evaluations: 20,
      testExamples: 2000,
      testSamples: 100,
      batchSize: 80,
      tuning: { rates: [0.1, 0.3, 1, 3, 10], budget: "time:3min", seeds: 3, examples: 5000 },
    },
    solver_fidelity: {
      models: ["vae1", "vae2", "vae3"],
      checkpoints: [0, 1000, 10_000, 100_000],
      caps: [5, 10, 20, 50],
      scales: [0.1, 0.03, 0.01, 0.003],
      batches: 32,
      drawsPerBatch: 4,
      batchSize: 80,
      seeds: 5,
    },
    replication: {
      steps: { mlp: 15_000, vae1: 100_000, vae2: 100_000, vae3: 100_000 },
      estimators: ["rt", "rt-per-example", "lrt", "r2g2", "r2g2-cg"],
      batchSize: 80,
      testExamples: 10_000,
      boundSamples: 5000,
      weightSamples: 100,
      rounds: 100,
      seeds: 5,
    },
  },
};
