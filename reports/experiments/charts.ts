/**
 * Every chart, in the order in which the report shows those of one experiment.
 * @module
 */
import { costChart } from "./cost/chart.ts";
import { costExponentsChart } from "./cost/exponents_chart.ts";
import { solverFidelityChart } from "./solver_fidelity/chart.ts";
import { layerChoiceChart } from "./layer_choice/chart.ts";
import { contendersChart } from "./equal_cost/contenders_chart.ts";
import { correlatedChart } from "./correlated/chart.ts";
import { equalCostChart } from "./equal_cost/chart.ts";
import { reductionMapChart } from "./where_it_helps/map_chart.ts";
import { replicationChart, replicationSpeedChart } from "./replication/chart.ts";
import { trainingDifferenceChart } from "./training/difference_chart.ts";
import { timeToTargetChart } from "./training/time_to_target_chart.ts";
import { trainingFlopsChart, trainingSecondsChart, trainingStepsChart } from "./training/chart.ts";
import type { Chart } from "../look/chart.ts";
import { unbiasednessChart } from "./unbiasedness/chart.ts";
import { varianceChart } from "./gradient_variance/chart.ts";
import { varianceStepsChart } from "./gradient_variance/steps_chart.ts";
import { varianceRatioChart } from "./gradient_variance/ratio_chart.ts";
import { paperLayersChart, whereItHelpsChart } from "./where_it_helps/chart.ts";

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
