/**
 * Experiments that a plugin adds while a program runs; those of this package are in `registry.ts`.
 * @module
 */
import type { Experiment } from "../types.ts";
import { CONTRACTS } from "./contracts.ts";

/** An experiment with the settings that it runs with, whatever the suite. */
export interface RegisteredExperiment {
  readonly experiment: Experiment<never>;
  readonly settings: Readonly<Record<string, unknown>>;
}

const registered = new Map<string, RegisteredExperiment>();

/**
 * Makes an experiment known by its name to the bench; every suite runs it with these settings.
 *
 * Its records are in the report too, as a table of its metrics.
 *
 * @throws {RangeError} if the name is taken, or is not lower-case words joined by underscores.
 */
export function registerExperiment<Settings extends object>(
  experiment: Experiment<Settings>,
  settings: Settings,
): void {
  const { name } = experiment.contract;
  if (!/^[a-z0-9]+(_[a-z0-9]+)*$/.test(name) || name in {}) {
    throw new RangeError(
      `experiment name ${JSON.stringify(name)}: wanted lower-case words joined by underscores`,
    );
  }
  if (name in CONTRACTS || registered.has(name)) {
    throw new RangeError(`experiment ${JSON.stringify(name)} is registered already`);
  }
  registered.set(name, {
    experiment: experiment as unknown as Experiment<never>,
    settings: Object.fromEntries(Object.entries(settings)),
  });
}

/** What was registered, by name. */
export function registeredExperiments(): ReadonlyMap<string, RegisteredExperiment> {
  return registered;
}

/** Names of all experiments, those of this package first. */
export function experimentNames(): string[] {
  return [...Object.keys(CONTRACTS), ...registered.keys()];
}
