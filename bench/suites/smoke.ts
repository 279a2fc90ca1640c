/**
 * The smallest suite: does everything run, end to end?
 * @module
 */
import type { Suite } from "./types.ts";

/** Every experiment, tiny; its numbers decide nothing. */
export const smoke: Suite = {
  name: "smoke",
  description: "every experiment, tiny: a check that all of it runs, under a minute",
  estimators: ["rt", "lrt", "r2g2"],
  seeds: 2,
  experiments: {
    unbiasedness: { batches: 16, drawsPerBatch: 32, batchSize: 2 },
    gradient_variance: {
      models: ["mlp-small", "vae1-narrow"],
      checkpoints: [0],
      pairs: 4,
      resampledPairs: 2,
      batchSize: 20,
      seeds: 1,
    },
    cost: { models: ["mlp-small", "vae1-narrow"], rounds: 3, batchSize: 20 },
    equal_cost: {
      models: ["vae1-narrow"],
      baseline: "rt",
      treatment: "r2g2",
      rounds: 4,
      pairs: 4,
      batchSize: 20,
    },
    training: {
      models: ["mlp-small"],
      estimators: ["rt", "r2g2"],
      budgets: ["steps:4"],
      evaluations: 2,
      testExamples: 50,
      testSamples: 2,
      batchSize: 20,
    },
    layer_choice: {
      models: ["mlp-small", "vae2"],
      baseline: "rt",
      treatment: "r2g2",
      steps: 0,
      pairs: 4,
      rounds: 3,
      batchSize: 20,
    },
    solver_fidelity: {
      models: ["vae1"],
      checkpoints: [0],
      caps: [5, 50],
      scales: [0.1, 0.003],
      batches: 3,
      drawsPerBatch: 2,
      batchSize: 20,
      seeds: 1,
    },
    where_it_helps: {
      baseline: "rt",
      treatment: "r2g2",
      outputs: [1, 8],
      inputs: [8, 32],
      spreads: [1],
      correlations: [0, 0.5],
      mostCorrelatedInputs: 32,
      layers: false,
      pairs: 8,
    },
    correlated: {
      models: ["last-layer", "latent"],
      families: ["full", "low-rank"],
      rank: 2,
      baseline: "rt",
      treatment: "r2g2",
      others: ["lrt"],
      steps: 0,
      rounds: 3,
      pairs: 4,
      batchSize: 10,
    },
    replication: {
      steps: { "mlp-small": 2, "vae1": 2 },
      estimators: ["rt", "r2g2"],
      batchSize: 20,
      testExamples: 50,
      boundSamples: 5,
      weightSamples: 2,
      rounds: 3,
      seeds: 1,
    },
  },
};
