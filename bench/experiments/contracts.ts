/**
 * Contracts of all experiments: one line each. Nothing here reaches tfjs, so a report may read it.
 * @module
 */
import { alongTrainingContract } from "./along_training/contract.ts";
import { correlatedContract } from "./correlated/contract.ts";
import { costContract } from "./cost/contract.ts";
import { equalCostContract } from "./equal_cost/contract.ts";
import { gradientVarianceContract } from "./gradient_variance/contract.ts";
import { layerChoiceContract } from "./layer_choice/contract.ts";
import { replicationContract } from "./replication/contract.ts";
import { solverFidelityContract } from "./solver_fidelity/contract.ts";
import { trainingContract } from "./training/contract.ts";
import { unbiasednessContract } from "./unbiasedness/contract.ts";
import { whereItHelpsContract } from "./where_it_helps/contract.ts";

export { type ExperimentContract, type MetricContract, MODEL_OPTIONS } from "../contract.ts";

/** Contracts by name, in the order in which experiments are run. */
export const CONTRACTS = {
  unbiasedness: unbiasednessContract,
  gradient_variance: gradientVarianceContract,
  cost: costContract,
  along_training: alongTrainingContract,
  equal_cost: equalCostContract,
  training: trainingContract,
  layer_choice: layerChoiceContract,
  solver_fidelity: solverFidelityContract,
  where_it_helps: whereItHelpsContract,
  correlated: correlatedContract,
  replication: replicationContract,
} as const;

/** Name of an experiment. */
export type ExperimentName = keyof typeof CONTRACTS;
