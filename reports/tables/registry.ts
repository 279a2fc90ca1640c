/**
 * Every table, in the order in which the report shows those of one experiment.
 * @module
 */
import { costTable } from "./cost.ts";
import { contendersTable } from "./contenders.ts";
import { correlatedByBlockTable, correlatedTable } from "./correlated.ts";
import { costExponentsTable } from "./cost_exponents.ts";
import { equalCostTable, headlineTable } from "./equal_cost.ts";
import { solverFidelityTable } from "./solver_fidelity.ts";
import { layerChoiceTable } from "./layer_choice.ts";
import { replicationSpeedTable, replicationTable, unstatedTable } from "./replication.ts";
import { timeToTargetTable } from "./time_to_target.ts";
import { totalVarianceTable } from "./total_variance.ts";
import { trainingTable } from "./training.ts";
import type { TableMaker } from "./types.ts";
import { unbiasednessTable } from "./unbiasedness.ts";
import { varianceByLayerTable, varianceTable } from "./variance.ts";
import { whereItHelpsTable } from "./where_it_helps.ts";

/** Add a table: one file, one line here. */
export const TABLES: readonly TableMaker[] = [
  headlineTable,
  equalCostTable,
  contendersTable,
  varianceTable,
  totalVarianceTable,
  varianceByLayerTable,
  costTable,
  costExponentsTable,
  trainingTable,
  timeToTargetTable,
  unbiasednessTable,
  whereItHelpsTable,
  solverFidelityTable,
  layerChoiceTable,
  correlatedTable,
  correlatedByBlockTable,
  replicationTable,
  replicationSpeedTable,
  unstatedTable,
];
