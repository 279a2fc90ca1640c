/**
 * The registered experiments: one line each.
 * @module
 */
import type { Experiment } from "../types.ts";
import type { ExperimentName } from "./contracts.ts";
import { registeredExperiments } from "./registered.ts";
import { alongTrainingExperiment } from "./along_training/experiment.ts";
import { correlatedExperiment } from "./correlated/experiment.ts";
import { costExperiment } from "./cost/experiment.ts";
import { equalCostExperiment } from "./equal_cost/experiment.ts";
import { gradientVarianceExperiment } from "./gradient_variance/experiment.ts";
import { layerChoiceExperiment } from "./layer_choice/experiment.ts";
import { replicationExperiment } from "./replication/experiment.ts";
import { solverFidelityExperiment } from "./solver_fidelity/experiment.ts";
import { trainingExperiment } from "./training/experiment.ts";
import { unbiasednessExperiment } from "./unbiasedness/experiment.ts";
import { whereItHelpsExperiment } from "./where_it_helps/experiment.ts";

/** One experiment for every contract, in the same order. */
export const EXPERIMENTS = {
  unbiasedness: unbiasednessExperiment,
  gradient_variance: gradientVarianceExperiment,
  cost: costExperiment,
  along_training: alongTrainingExperiment,
  equal_cost: equalCostExperiment,
  training: trainingExperiment,
  layer_choice: layerChoiceExperiment,
  solver_fidelity: solverFidelityExperiment,
  where_it_helps: whereItHelpsExperiment,
  correlated: correlatedExperiment,
  replication: replicationExperiment,
} as const satisfies { readonly [Name in ExperimentName]: Experiment<never> };

/** Settings of every experiment that a suite runs; the ones left out are not run. */
export type SuiteSettings = {
  readonly [Name in ExperimentName]?: (typeof EXPERIMENTS)[Name] extends Experiment<infer Settings> ? Settings
    : never;
};

/** The experiment of a name that a plan has, a plugin's included; undefined where there is none. */
export function experimentOf<Settings>(name: string): Experiment<Settings> | undefined {
  const known: Readonly<Record<string, unknown>> = EXPERIMENTS;
  const found = Object.hasOwn(known, name) ? known[name] : registeredExperiments().get(name)?.experiment;
  return found as Experiment<Settings> | undefined;
}
