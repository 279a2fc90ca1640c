/**
 * Every chart, in the order in which the report shows those of one experiment.
 * @module
 */
import { costChart } from "./cost.ts";
import { costExponentsChart } from "./cost_exponents.ts";
import { solverFidelityChart } from "./solver_fidelity.ts";
import { layerChoiceChart } from "./layer_choice.ts";
import { contendersChart } from "./contenders.ts";
import { correlatedChart } from "./correlated.ts";
import { equalCostChart } from "./equal_cost.ts";
import { reductionMapChart } from "./reduction_map.ts";
import { replicationChart, replicationSpeedChart } from "./replication.ts";
import { trainingDifferenceChart } from "./training_difference.ts";
import { timeToTargetChart } from "./time_to_target.ts";
import { trainingFlopsChart, trainingSecondsChart, trainingStepsChart } from "./training.ts";
import type { Chart } from "./types.ts";
import { unbiasednessChart } from "./unbiasedness.ts";
import { varianceChart } from "./variance.ts";
import { varianceStepsChart } from "./variance_steps.ts";
import { varianceRatioChart } from "./variance_ratio.ts";
import { paperLayersChart, whereItHelpsChart } from "./where_it_helps.ts";

/** Add a chart: one file, one line here. */
export const CHARTS: readonly Chart[] = [
  equalCostChart,
  contendersChart,
  varianceRatioChart,
  varianceChart,
  varianceStepsChart,
  costChart,
  costExponentsChart,
  trainingDifferenceChart,
  trainingStepsChart,
  trainingSecondsChart,
  trainingFlopsChart,
  timeToTargetChart,
  unbiasednessChart,
  reductionMapChart,
  whereItHelpsChart,
  paperLayersChart,
  solverFidelityChart,
  layerChoiceChart,
  correlatedChart,
  replicationChart,
  replicationSpeedChart,
];
