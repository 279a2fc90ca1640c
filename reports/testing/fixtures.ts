/**
 * Synthetic records in the shape of the quick suite's, with known answers, for tests and for looking at pages.
 *
 * Nothing here was measured: variances, times and bounds are drawn around values that the options set, so
 * that a test can flip a verdict by flipping an option.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { correlatedRecords } from "../experiments/correlated/fixtures.ts";
import { costRecords } from "../experiments/cost/fixtures.ts";
import { equalCostRecords } from "../experiments/equal_cost/fixtures.ts";
import type { FixtureOptions } from "./record.ts";
import { solverFidelityRecords } from "../experiments/solver_fidelity/fixtures.ts";
import { layerChoiceRecords } from "../experiments/layer_choice/fixtures.ts";
import { replicationRecords } from "../experiments/replication/fixtures.ts";
import { trainingRecords } from "../experiments/training/fixtures.ts";
import { unbiasednessRecords } from "../experiments/unbiasedness/fixtures.ts";
import { varianceRecords } from "../experiments/gradient_variance/fixtures.ts";
import { whereItHelpsRecords } from "../experiments/where_it_helps/fixtures.ts";

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
