/**
 * Where conditioning can matter, layer by layer: sizes of sites, convolutions over few positions, narrow maps.
 *
 * The convolutional networks take colour images of 32 × 32 (`--data digits32`, or `--data cifar10`); on other
 * data sets their cells are skipped with that reason, and everything else runs.
 * @module
 */
import { WHERE_IT_HELPS } from "./standard.ts";
import type { Suite } from "./types.ts";

/** The grid over sizes and anisotropy, and the models whose layers lie at its ends. */
export const layers: Suite = {
  name: "layers",
  description:
    "variance reduction by layer and size, VGG-11 included; about twenty-five minutes, with --data digits32",
  estimators: ["rt", "rt-per-example", "lrt", "flipout", "r2g2", "r2g2-cg"],
  seeds: 1,
  experiments: {
    gradient_variance: {
      models: ["vae1-narrow", "vae1", "cnn-small", "cnn"],
      checkpoints: [0, 50],
      pairs: 16,
      pairsOf: { cnn: 6 },
      batchSize: 80,
      seeds: 1,
    },
    cost: {
      models: ["vae1-narrow", "vae1", "cnn-small", "cnn"],
      rounds: 10,
      roundsOf: { cnn: 3 },
      batchSize: 80,
    },
    equal_cost: {
      models: ["vae1-narrow", "cnn-small", "cnn"],
      baseline: "rt",
      treatment: "r2g2",
      contenders: ["rt-antithetic"],
      rounds: 20,
      pairs: 32,
      fewer: { cnn: { rounds: 4, pairs: 6 } },
      batchSize: 80,
    },
    // That a VGG-11 of the published width trains at all; one seed decides nothing about which trains better.
    training: {
      models: ["cnn"],
      estimators: ["rt", "r2g2"],
      budgets: ["steps:50"],
      evaluations: 2,
      testExamples: 200,
      testSamples: 5,
      batchSize: 80,
    },
    layer_choice: {
      models: ["vae1-narrow", "vae1", "cnn-small"],
      baseline: "rt",
      treatment: "r2g2",
      steps: 50,
      pairs: 16,
      rounds: 10,
      batchSize: 80,
    },
    // The grid of `standard` with fewer pairs.
    where_it_helps: {
      ...WHERE_IT_HELPS,
      correlations: [0, 0.9],
      pairs: 128,
      weights: { ...WHERE_IT_HELPS.weights, pairs: 16 },
    },
  },
};
