/**
 * The report of every experiment: one line each, in the order of the report.
 * @module
 */
import type { ExperimentName } from "../../bench/experiments/contracts.ts";
import { alongTrainingReport } from "./along_training/index.ts";
import { correlatedReport } from "./correlated/index.ts";
import { costReport } from "./cost/index.ts";
import { equalCostReport } from "./equal_cost/index.ts";
import { gradientVarianceReport } from "./gradient_variance/index.ts";
import { layerChoiceReport } from "./layer_choice/index.ts";
import { replicationReport } from "./replication/index.ts";
import type { ExperimentReport } from "./report.ts";
import { solverFidelityReport } from "./solver_fidelity/index.ts";
import { trainingReport } from "./training/index.ts";
import { unbiasednessReport } from "./unbiasedness/index.ts";
import { whereItHelpsReport } from "./where_it_helps/index.ts";

/** Reports by name; an experiment without one is a type error. */
export const REPORTS: Readonly<Record<ExperimentName, ExperimentReport>> = {
  "along_training": alongTrainingReport,
  "equal_cost": equalCostReport,
  "gradient_variance": gradientVarianceReport,
  "cost": costReport,
  "training": trainingReport,
  "unbiasedness": unbiasednessReport,
  "where_it_helps": whereItHelpsReport,
  "solver_fidelity": solverFidelityReport,
  "layer_choice": layerChoiceReport,
  "correlated": correlatedReport,
  "replication": replicationReport,
};

/** The same as a list. */
export const ALL_REPORTS: readonly ExperimentReport[] = Object.values(REPORTS);
