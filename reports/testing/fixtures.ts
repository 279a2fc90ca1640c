/**
 * Synthetic records in the shape of the quick suite's, with known answers, for tests and for looking at pages.
 *
 * Nothing here was measured: variances, times and bounds are drawn around values that the options set, so
 * that a test can flip a verdict by flipping an option.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { correlatedRecords } from "./correlated_fixtures.ts";
import { costRecords } from "./cost_fixtures.ts";
import { equalCostRecords } from "./equal_cost_fixtures.ts";
import type { FixtureOptions } from "./record.ts";
import { solverFidelityRecords } from "./solver_fidelity_fixtures.ts";
import { layerChoiceRecords } from "./layer_choice_fixtures.ts";
import { replicationRecords } from "./replication_fixtures.ts";
import { trainingRecords } from "./training_fixtures.ts";
import { unbiasednessRecords } from "./unbiasedness_fixtures.ts";
import { varianceRecords } from "./variance_fixtures.ts";
import { whereItHelpsRecords } from "./where_it_helps_fixtures.ts";

export { FIXTURE_ENVIRONMENT, fixtureEnvironments, type FixtureOptions, fixtureRecord } from "./record.ts";

const EXPERIMENTS: readonly (readonly [string, (options: FixtureOptions) => BenchRecord[]])[] = [
  ["unbiasedness", unbiasednessRecords],
  ["gradient_variance", varianceRecords],
  ["cost", costRecords],
  ["equal_cost", equalCostRecords],
  ["training", trainingRecords],
  ["where_it_helps", whereItHelpsRecords],
  ["solver_fidelity", solverFidelityRecords],
  ["layer_choice", layerChoiceRecords],
  ["correlated", correlatedRecords],
  ["replication", replicationRecords],
];

/** Synthetic records; a pure function of the options. */
export function fixtureRecords(options: FixtureOptions = {}): BenchRecord[] {
  return EXPERIMENTS
    .filter(([experiment]) => options.only?.includes(experiment) ?? true)
    .flatMap(([, records]) => records(options));
}
