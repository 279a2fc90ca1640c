/**
 * The suite whose numbers are worth quoting: the paper's widths, five seeds, a few thousand steps.
 * @module
 */
import type { OtherObjectives } from "../experiments/gradient_variance/other_objectives.ts";
import { composed } from "./contenders.ts";
import type { Suite } from "./types.ts";

const MODELS = ["mlp", "vae1", "vae2", "vae3", "vae1-narrow"] as const;

/** Beside the evidence bound of one draw: by the path alone, and the weighted bound of five by the path alone. */
export const OBJECTIVES: OtherObjectives = {
  models: ["vae1-narrow"],
  bounds: [{ gradient: "stl" }, { bound: "iwae", gradient: "dreg", samples: 5 }],
};

/** Of latent vectors, which Sobol points have directions for. */
const LATENT_CONTENDERS = composed(["rt", "r2g2"], {
  "orthogonal": [8],
  "sobol": [8],
  "moment-matched": [8],
});

/** The perceptron with wider weights at the start than it is registered with, e⁻⁶: the share of noise grows with them. */
export const SIGMA_SWEEP = Object.fromEntries(
  [-5, -4, -3, -2].map((logSigma) => [`mlp@log-sigma=${logSigma}`, {
    contenders: ["rt", "r2g2", "lrt"],
    largerBatches: [],
    samples: [1, 2],
    checkpoints: [0, 300],
    processes: 4,
    seeds: 3,
    expensive: { contenders: [], checkpoints: [] },
  }]),
);

/** Sizes, anisotropy and correlation at which the reduction is measured. */
export const WHERE_IT_HELPS = {
  baseline: "rt",
  treatment: "r2g2",
  outputs: [1, 2, 4, 8, 16, 32, 64],
  inputs: [4, 16, 64, 256],
  spreads: [1, 10, 100],
  correlations: [0, 0.5, 0.9],
  mostCorrelatedInputs: 64,
  layers: true,
  pairs: 256,
  weights: {
    estimators: ["rt", "rt-per-example", "flipout", "r2g2"],
    positions: [1, 4, 16, 64],
    inputs: [36, 144, 576],
    units: 16,
    batch: 20,
    pairs: 24,
  },
} as const;

/** Every experiment at real sizes within three hours on two cores with a native matrix product. */
export const standard: Suite = {
  name: "standard",
  description: "every question at the paper's widths; at most three hours on two cores with OpenBLAS",
  estimators: ["rt", "rt-per-example", "lrt", "flipout", "score", "r2g2", "r2g2-cg"],
  seeds: 5,
  experiments: {
    unbiasedness: { batches: 128, drawsPerBatch: 1024, batchSize: 4 },
    gradient_variance: {
      models: MODELS,
      contenders: ["rt-antithetic"],
      checkpoints: [0, 300, 1000],
      pairs: 16,
      resampledPairs: 8,
      objectives: OBJECTIVES,
      batchSize: 80,
      seeds: 1,
    },
    cost: {
      models: MODELS,
      rounds: 30,
      batchSize: 80,
      grid: { outputs: [4, 8, 16, 32, 64], inputs: [128, 256, 512], batches: [20, 80], rounds: 20 },
    },
    along_training: {
      models: [
        ...["mlp", "vae1-narrow", "vae3", "bayes-last-layer", "bayes-hidden-layer", "transformer"],
        ...Object.keys(SIGMA_SWEEP),
      ],
      contenders: [
        ...composed(["rt", "r2g2"], { orthogonal: [8] }),
        ...composed(["lrt"], {}),
        ...["flipout", "rt-per-example"],
      ],
      largerBatches: [2],
      samples: [1, 2, 4, 8],
      composedSamples: [8],
      checkpoints: [0, 1000, 10_000],
      minibatches: 8,
      processes: 10,
      rounds: 3,
      seeds: 5,
      batchSize: 80,
      expensive: { contenders: ["rt-per-example"], checkpoints: [1000] },
      byModel: {
        ...SIGMA_SWEEP,
        "vae1-narrow": { contenders: LATENT_CONTENDERS },
        "vae3": { contenders: LATENT_CONTENDERS },
        "bayes-last-layer": {
          contenders: [...composed(["rt"], { orthogonal: [8] }), ...composed(["r2g2"], {})],
        },
        "bayes-hidden-layer": {
          contenders: [...composed(["rt"], { orthogonal: [8] }), ...composed(["r2g2"], {})],
          checkpoints: [0, 1000],
        },
        // A step of R2-G2 takes eight times as long as one of RT.
        "transformer": {
          samples: [1, 2, 4],
          composedSamples: [2],
          contenders: [
            ...composed(["rt"], { orthogonal: [8] }),
            ...composed(["r2g2"], {}),
            ...["flipout", "rt-per-example", "lrt-independent-positions"],
          ],
        },
      },
    },
    training: {
      models: ["mlp", "vae1-narrow", "transformer"],
      estimators: ["rt", "lrt", "r2g2"],
      // Curves of these runs show equal steps too.
      budgets: ["time:45s"],
      evaluations: 20,
      testExamples: 2000,
      testSamples: 5,
      batchSize: 80,
      tuning: { rates: [0.3, 1, 3], budget: "time:15s", seeds: 1, examples: 2000 },
    },
    layer_choice: {
      models: ["mlp", "vae2", "vae3"],
      baseline: "rt",
      treatment: "r2g2",
      steps: 300,
      pairs: 48,
      rounds: 30,
      batchSize: 80,
    },
    solver_fidelity: {
      models: ["vae1", "vae2"],
      checkpoints: [0, 300, 1000, 3000],
      caps: [5, 10, 20, 50],
      scales: [0.1, 0.03, 0.01, 0.003],
      batches: 16,
      drawsPerBatch: 4,
      batchSize: 80,
      seeds: 3,
    },
    where_it_helps: WHERE_IT_HELPS,
    correlated: {
      models: ["last-layer", "latent"],
      families: ["diagonal", "full", "low-rank"],
      rank: 4,
      baseline: "rt",
      treatment: "r2g2",
      contenders: ["rt-antithetic", "r2g2-antithetic"],
      others: ["lrt"],
      steps: 300,
      rounds: 40,
      pairs: 64,
      batchSize: 80,
    },
    replication: {
      // vae3: a tenth of the published run, the fewest steps by which the claim about bounds is judged.
      steps: { mlp: 1000, vae1: 2000, vae3: 10_000 },
      estimators: ["rt", "lrt", "r2g2", "r2g2-cg"],
      batchSize: 80,
      testExamples: 500,
      boundSamples: 300,
      weightSamples: 20,
      rounds: 40,
      seeds: 3,
    },
  },
};
