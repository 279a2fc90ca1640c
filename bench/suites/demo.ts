/**
 * The newcomer's suite: the answer at equal cost first, then a report of the other questions at a small size.
 * @module
 */
import type { Suite } from "./types.ts";

/** One model along training within half a minute, all of it within two minutes, on two quiet cores. */
export const demo: Suite = {
  name: "demo",
  description:
    "the answer for one model, then most other questions at a small size; at most two minutes on two cores",
  estimators: ["rt", "rt-per-example", "lrt", "flipout", "score", "r2g2"],
  seeds: 2,
  experiments: {
    unbiasedness: { batches: 24, drawsPerBatch: 64, batchSize: 4 },
    gradient_variance: {
      models: ["mlp-small", "vae1-narrow"],
      contenders: ["rt-antithetic", "r2g2-antithetic"],
      checkpoints: [0, 100],
      pairs: 6,
      resampledPairs: 2,
      batchSize: 80,
      seeds: 1,
    },
    cost: {
      models: ["mlp-small", "vae1-narrow"],
      rounds: 8,
      batchSize: 80,
      grid: { outputs: [8, 32], inputs: [64, 128], batches: [20, 80], rounds: 5 },
    },
    along_training: {
      models: ["vae1-narrow"],
      contenders: ["rt", "r2g2", "rt-antithetic", "r2g2-antithetic"],
      samples: [1, 2, 4],
      checkpoints: [0, 300],
      minibatches: 8,
      processes: 4,
      rounds: 8,
      seeds: 2,
      batchSize: 80,
    },
    training: {
      models: ["vae1-narrow"],
      estimators: ["rt", "r2g2"],
      budgets: ["steps:150", "time:2s"],
      evaluations: 3,
      testExamples: 300,
      testSamples: 10,
      batchSize: 80,
    },
    layer_choice: {
      models: ["vae2"],
      baseline: "rt",
      treatment: "r2g2",
      steps: 50,
      pairs: 24,
      rounds: 12,
      batchSize: 80,
    },
    where_it_helps: {
      baseline: "rt",
      treatment: "r2g2",
      outputs: [1, 4, 16, 64],
      inputs: [4, 16, 64, 256],
      spreads: [1],
      correlations: [0, 0.9],
      mostCorrelatedInputs: 64,
      layers: true,
      pairs: 32,
      weights: {
        estimators: ["rt", "rt-per-example", "flipout", "r2g2"],
        positions: [1, 4, 16],
        inputs: [36, 144],
        units: 8,
        batch: 10,
        pairs: 8,
      },
    },
  },
};
