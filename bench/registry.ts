/**
 * The registered experiments: one line each.
 * @module
 */
import type { Experiment } from "./types.ts";
import { correlatedExperiment } from "./experiments/correlated.ts";
import { costExperiment } from "./experiments/cost.ts";
import { equalCostExperiment } from "./experiments/equal_cost.ts";
import { gradientVarianceExperiment } from "./experiments/gradient_variance.ts";
import { layerChoiceExperiment } from "./experiments/layer_choice.ts";
import { replicationExperiment } from "./experiments/replication.ts";
import { solverFidelityExperiment } from "./experiments/solver_fidelity.ts";
import { trainingExperiment } from "./experiments/training.ts";
import { unbiasednessExperiment } from "./experiments/unbiasedness.ts";
import { whereItHelpsExperiment } from "./experiments/where_it_helps.ts";

/** Experiments in the order in which they are run and reported. */
export const EXPERIMENTS = {
  unbiasedness: unbiasednessExperiment,
  gradient_variance: gradientVarianceExperiment,
  cost: costExperiment,
  equal_cost: equalCostExperiment,
  training: trainingExperiment,
  layer_choice: layerChoiceExperiment,
  solver_fidelity: solverFidelityExperiment,
  where_it_helps: whereItHelpsExperiment,
  correlated: correlatedExperiment,
  replication: replicationExperiment,
} as const;

/** Name of an experiment. */
export type ExperimentName = keyof typeof EXPERIMENTS;

/** Settings of every experiment that a suite runs; the ones left out are not run. */
export type SuiteSettings = {
  readonly [Name in ExperimentName]?: (typeof EXPERIMENTS)[Name] extends Experiment<infer Settings> ? Settings
    : never;
};
