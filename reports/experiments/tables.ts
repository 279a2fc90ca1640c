/**
 * Every table, in the order in which the report shows those of one experiment.
 * @module
 */
import { costTable } from "./cost/table.ts";
import { contendersTable } from "./equal_cost/contenders_table.ts";
import { correlatedByBlockTable, correlatedTable } from "./correlated/table.ts";
import { costExponentsTable } from "./cost/exponents_table.ts";
import { equalCostTable, headlineTable } from "./equal_cost/table.ts";
import { solverFidelityTable } from "./solver_fidelity/table.ts";
import { layerChoiceTable } from "./layer_choice/table.ts";
import { replicationSpeedTable, replicationTable, unstatedTable } from "./replication/table.ts";
import { timeToTargetTable } from "./training/time_to_target_table.ts";
import { totalVarianceTable } from "./gradient_variance/total_table.ts";
import { trainingTable } from "./training/table.ts";
import type { TableMaker } from "./table_maker.ts";
import { unbiasednessTable } from "./unbiasedness/table.ts";
import { varianceByLayerTable, varianceTable } from "./gradient_variance/table.ts";
import { whereItHelpsTable } from "./where_it_helps/table.ts";

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
