/**
 * A suite: what is run, as plain data.
 * @module
 */
import type { SuiteSettings } from "../experiments/registry.ts";

/** Settings of a suite; each can be overridden on the command line where a flag says so. */
export interface Suite {
  /** Name on the command line. */
  readonly name: string;
  /** What it is for and how long it takes, one sentence. */
  readonly description: string;
  /** Estimators by name, the baseline first. */
  readonly estimators: readonly string[];
  /** Paired seeds. */
  readonly seeds: number;
  /** What is run, in the order of the experiments' registry. */
  readonly experiments: SuiteSettings;
}
