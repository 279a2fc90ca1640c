/** Every experiment, cut off and resumed; `cost` is all timed and starts over. */
import { alongTrainingExperiment } from "./along_training/experiment.ts";
import { correlatedExperiment } from "./correlated/experiment.ts";
import { equalCostExperiment } from "./equal_cost/experiment.ts";
import { gradientVarianceExperiment } from "./gradient_variance/experiment.ts";
import { layerChoiceExperiment } from "./layer_choice/experiment.ts";
import { replicationExperiment } from "./replication/experiment.ts";
import { solverFidelityExperiment } from "./solver_fidelity/experiment.ts";
import { trainingExperiment } from "./training/experiment.ts";
import { unbiasednessExperiment } from "./unbiasedness/experiment.ts";
import { whereItHelpsExperiment } from "./where_it_helps/experiment.ts";
import { assertResumes } from "./shared/resume_testing.ts";

const COMPARED = { baseline: "rt", treatment: "r2g2" } as const;

Deno.test("training is resumed to the bit", () =>
  assertResumes(trainingExperiment, {
    models: ["mlp-small"],
    estimators: ["rt", "r2g2"],
    budgets: ["steps:4"],
    evaluations: 2,
    testExamples: 20,
    testSamples: 2,
    batchSize: 8,
  }, {
    // Two runs of four steps and three evaluations.
    saves: [14],
  }));

Deno.test("tuned training is resumed to the bit, in its search and in its runs", () =>
  assertResumes(trainingExperiment, {
    models: ["vae1-narrow"],
    estimators: ["rt"],
    budgets: ["steps:3"],
    evaluations: 1,
    testExamples: 10,
    testSamples: 2,
    batchSize: 8,
    tuning: { rates: [0.5, 1, 2], budget: "steps:2", seeds: 1, examples: 10 },
  }, {
    // Short runs at every rate that was tried, each with its score, then the run.
    saves: [25],
  }));

Deno.test("a replicated run is resumed to the bit, in its steps and in its evaluation", () =>
  assertResumes(replicationExperiment, {
    steps: { vae1: 2 },
    estimators: ["r2g2"],
    batchSize: 8,
    // A bound of two batches.
    testExamples: 120,
    boundSamples: 2,
    weightSamples: 2,
    rounds: 1,
    seeds: 1,
  }, {
    // Speed is timed; two steps, two batches of the bound, and their mean.
    saves: [0, 5],
  }));

Deno.test("gradient variance is resumed to the bit, on one minibatch and over several, between checkpoints", () =>
  assertResumes(gradientVarianceExperiment, {
    models: ["vae1-narrow"],
    contenders: ["rt-antithetic"],
    checkpoints: [0, 2],
    pairs: 2,
    resampledPairs: 2,
    batchSize: 4,
    seeds: 1,
  }, {
    // Two steps, and at two checkpoints three estimators with two pairs of both kinds.
    saves: [26],
  }));

Deno.test("solvers are compared to the bit where a process goes on, between checkpoints", () =>
  assertResumes(solverFidelityExperiment, {
    models: ["vae1"],
    checkpoints: [0, 2],
    caps: [5],
    scales: [],
    batches: 2,
    drawsPerBatch: 1,
    batchSize: 4,
    seeds: 1,
  }, {
    // Two steps and two comparisons; fixed scales are quick.
    saves: [4, 0],
  }));

Deno.test("unbiasedness is resumed to the bit", () =>
  assertResumes(unbiasednessExperiment, { batches: 40, drawsPerBatch: 4, batchSize: 2 }, {
    // Five contenders, of which 16 batches are kept at a time.
    saves: [15, 15, 15, 15],
  }));

Deno.test("variances along training are resumed to the bit, between minibatches and between steps", () =>
  assertResumes(alongTrainingExperiment, {
    models: ["mlp-small"],
    contenders: ["rt", "r2g2-antithetic"],
    samples: [1, 2],
    checkpoints: [0, 3],
    minibatches: 4,
    processes: 1,
    rounds: 1,
    batchSize: 4,
    seeds: 1,
  }, {
    // Three steps, and at two checkpoints two contenders with two pairs of minibatches; times are taken anew.
    saves: [11, 0],
  }));

Deno.test("equal cost keeps its times as a whole, and its pairs one by one", () =>
  assertResumes(equalCostExperiment, {
    ...COMPARED,
    models: ["vae1-narrow"],
    rounds: 2,
    pairs: 3,
    batchSize: 4,
  }, {
    // Times to match by and times of all four sides, then three pairs of each.
    saves: [14],
  }));

Deno.test("layer choice is resumed to the bit in what no clock decides", () =>
  assertResumes(layerChoiceExperiment, {
    ...COMPARED,
    models: ["mlp-small"],
    steps: 2,
    pairs: 2,
    rounds: 2,
    batchSize: 4,
  }, {
    // Two steps, all times, two pairs of five placements.
    saves: [13],
  }));

Deno.test("correlated families are resumed to the bit in what no clock decides", () =>
  assertResumes(correlatedExperiment, {
    ...COMPARED,
    models: ["last-layer", "latent"],
    families: ["low-rank"],
    rank: 2,
    others: ["lrt"],
    steps: 2,
    rounds: 2,
    pairs: 2,
    batchSize: 4,
  }, {
    // Two steps, twice times, two pairs of four sides.
    saves: [12, 12],
  }));

Deno.test("where it helps is resumed to the bit, site by site", () =>
  assertResumes(whereItHelpsExperiment, {
    ...COMPARED,
    outputs: [1, 4],
    inputs: [8],
    spreads: [1],
    correlations: [0.5],
    mostCorrelatedInputs: 8,
    layers: false,
    pairs: 2,
    weights: { estimators: ["rt", "r2g2"], positions: [1, 4], inputs: [9], units: 2, batch: 2, pairs: 2 },
  }, {
    // Two sites of two estimators.
    saves: [4, 4],
  }));
