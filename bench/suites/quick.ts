/**
 * The newcomer's suite: every question at a small size.
 * @module
 */
import type { Suite } from "./types.ts";

/** Every experiment within five minutes on two cores. */
export const quick: Suite = {
  name: "quick",
  description: "every question at a small size; at most five minutes on two cores",
  estimators: ["rt", "rt-per-example", "lrt", "flipout", "score", "r2g2", "r2g2-cg"],
  seeds: 3,
  experiments: {
    unbiasedness: { batches: 64, drawsPerBatch: 256, batchSize: 4 },
    gradient_variance: {
      models: ["mlp-small", "vae1", "vae1-narrow"],
      checkpoints: [0, 100],
      pairs: 24,
      resampledPairs: 8,
      batchSize: 80,
      seeds: 1,
    },
    cost: { models: ["mlp-small", "vae1", "vae1-narrow"], rounds: 12, batchSize: 80 },
    equal_cost: {
      models: ["mlp-small", "vae1", "vae1-narrow"],
      baseline: "rt",
      treatment: "r2g2",
      rounds: 16,
      pairs: 32,
      batchSize: 80,
    },
    training: {
      models: ["mlp-small", "vae1-narrow"],
      estimators: ["rt", "lrt", "r2g2"],
      budgets: ["steps:150", "time:3s"],
      evaluations: 3,
      testExamples: 500,
      testSamples: 10,
      batchSize: 80,
    },
    layer_choice: {
      models: ["mlp-small", "vae2", "vae3"],
      baseline: "rt",
      treatment: "r2g2",
      steps: 50,
      pairs: 24,
      rounds: 12,
      batchSize: 80,
    },
    solver_fidelity: {
      models: ["vae1"],
      checkpoints: [0, 50, 200],
      caps: [5, 10, 20, 50],
      scales: [0.1, 0.03, 0.01, 0.003],
      batches: 8,
      drawsPerBatch: 2,
      batchSize: 80,
      seeds: 1,
    },
    where_it_helps: {
      baseline: "rt",
      treatment: "r2g2",
      outputs: [1, 4, 16, 64],
      inputs: [4, 16, 64, 256],
      spreads: [1, 30],
      correlations: [0, 0.9],
      mostCorrelatedInputs: 64,
      layers: true,
      pairs: 64,
    },
    correlated: {
      models: ["last-layer", "latent"],
      families: ["diagonal", "full", "low-rank"],
      rank: 4,
      baseline: "rt",
      treatment: "r2g2",
      others: ["lrt"],
      steps: 50,
      rounds: 12,
      pairs: 24,
      batchSize: 80,
    },
    replication: {
      steps: { "mlp-small": 150, "vae1": 300 },
      estimators: ["rt", "lrt", "r2g2", "r2g2-cg"],
      batchSize: 80,
      testExamples: 200,
      boundSamples: 100,
      weightSamples: 10,
      rounds: 12,
      seeds: 1,
    },
  },
};
