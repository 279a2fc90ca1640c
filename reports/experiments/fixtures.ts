/**
 * Synthetic records in the shape of the quick suite's, with known answers, for tests and for looking at pages.
 *
 * Nothing here was measured: variances, times and bounds are drawn around values that the options set, so
 * that a test can flip a verdict by flipping an option.
 * @module
 */
import type { ExperimentName } from "../../bench/experiments/contracts.ts";
import type { BenchRecord } from "../../bench/store/mod.ts";
import { alongTrainingRecords } from "./along_training/fixtures.ts";
import { correlatedRecords } from "./correlated/fixtures.ts";
import { costRecords } from "./cost/fixtures.ts";
import { equalCostRecords } from "./equal_cost/fixtures.ts";
import type { FixtureOptions } from "../testing/record.ts";
import { solverFidelityRecords } from "./solver_fidelity/fixtures.ts";
import { layerChoiceRecords } from "./layer_choice/fixtures.ts";
import { replicationRecords } from "./replication/fixtures.ts";
import { trainingRecords } from "./training/fixtures.ts";
import { unbiasednessRecords } from "./unbiasedness/fixtures.ts";
import { varianceRecords } from "./gradient_variance/fixtures.ts";
import { whereItHelpsRecords } from "./where_it_helps/fixtures.ts";

export {
  FIXTURE_ENVIRONMENT,
  fixtureEnvironments,
  type FixtureOptions,
  fixtureRecord,
} from "../testing/record.ts";

const FIXTURES: Readonly<Record<ExperimentName, (options: FixtureOptions) => BenchRecord[]>> = {
  "unbiasedness": unbiasednessRecords,
  "gradient_variance": varianceRecords,
  "cost": costRecords,
  "along_training": alongTrainingRecords,
  "equal_cost": equalCostRecords,
  "training": trainingRecords,
  "where_it_helps": whereItHelpsRecords,
  "solver_fidelity": solverFidelityRecords,
  "layer_choice": layerChoiceRecords,
  "correlated": correlatedRecords,
  "replication": replicationRecords,
};

/** Synthetic records; a pure function of the options. */
export function fixtureRecords(options: FixtureOptions = {}): BenchRecord[] {
  return Object.entries(FIXTURES)
    .filter(([experiment]) => options.only?.includes(experiment) ?? true)
    .flatMap(([, records]) => records(options));
}
