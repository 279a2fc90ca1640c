/**
 * The published settings in full: days on two cores, or a night on a cluster; a run that is cut off resumes.
 *
 * 15 000 steps of the Bayesian network and 100 000 of every VAE, minibatches of 80, five seeds, bounds with
 * 5000 samples on the whole test set. What is measured beside that is as large as in `standard`, or larger.
 * @module
 */
import type { Suite } from "./types.ts";
import { OBJECTIVES, standard } from "./standard.ts";

const MODELS = ["mlp", "vae1", "vae2", "vae3", "vae1-narrow"] as const;

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
    training: {
      models: ["mlp", "vae1-narrow", "vae3"],
      estimators: ["rt", "lrt", "r2g2", "r2g2-cg"],
      budgets: ["steps:15000", "time:30min"],
      evaluations: 20,
      testExamples: 2000,
      testSamples: 100,
      batchSize: 80,
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
