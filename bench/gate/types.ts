/**
 * What the processes of a gate say to each other.
 * @module
 */

/** What one process measures. */
export interface MeasureTask {
  /** Address of the folder whose `mod.ts` is measured. */
  readonly root: string;
  /** Paths of plugins. */
  readonly plugins: readonly string[];
  /** Names; what the code measured does not have is left out. */
  readonly estimators: readonly string[];
  /** Gradients whose variance is taken. */
  readonly draws: number;
  /** Turns of every bench's timing. */
  readonly rounds: number;
}

/** One bench in one process. */
export interface Measured {
  /** Total over coordinates, of fixed draws: the same code gives the same number. */
  readonly variance: number;
  /** Standard error of log variance, over other draws. */
  readonly varianceError: number;
  /** Median time of a gradient. */
  readonly milliseconds: number;
}

/** Benches by name, `SITE, ESTIMATOR`. */
export type Measurement = Readonly<Record<string, Measured>>;

/** Which code. */
export type Side = "head" | "base";

/** What the command asks the launcher for, one thing after another. */
export type ToLauncher =
  | { readonly out: string }
  | { readonly checkout: string }
  | { readonly measure: Side; readonly task: Omit<MeasureTask, "root"> };

/** What the launcher answers. */
export type FromLauncher =
  | { readonly measured: Measurement }
  | { readonly checkedOut: string }
  | { readonly failed: string };
