/**
 * A running mean of losses as a score function's baseline, which the caller keeps: state in, state out.
 *
 * Losses of earlier minibatches do not depend on the draw that a baseline weighs, so it is unbiased.
 * @module
 */

/** What a running baseline remembers. */
export interface RunningBaseline {
  /** Share of the past that an update keeps. */
  readonly decay: number;
  /** Decayed sum of losses. */
  readonly sum: number;
  /** Decayed number of losses: the sum's weight. */
  readonly weight: number;
}

/**
 * A baseline that has seen nothing.
 *
 * @param options.decay share of the past that an update keeps, in [0, 1). @default 0.9
 * @throws {RangeError} for a decay outside [0, 1).
 * @example
 * ```ts
 * import { baselineOf, runningBaseline, withLoss } from "./running_baseline.ts";
 * let baseline = runningBaseline({ decay: 0.5 });
 * console.assert(baselineOf(baseline) === 0);
 * for (const loss of [8, 8]) baseline = withLoss(baseline, loss); // `loss` of each training step
 * console.assert(baselineOf(baseline) === 8);
 * ```
 */
export function runningBaseline({ decay = 0.9 }: { readonly decay?: number } = {}): RunningBaseline {
  if (decay >= 0 && decay < 1) return { decay, sum: 0, weight: 0 };
  throw new RangeError(`running baseline: decay is ${decay}; wanted a number of at least 0 and below 1`);
}

/** The number to pass as `baseline`: the mean of what was seen, newer losses counting more; 0 before the first. */
export function baselineOf({ sum, weight }: RunningBaseline): number {
  return weight === 0 ? 0 : sum / weight;
}

/**
 * The baseline after one more loss; the old one stays as it is.
 *
 * @throws {RangeError} for a loss that is not finite, which would spoil all that follow.
 */
export function withLoss({ decay, sum, weight }: RunningBaseline, loss: number): RunningBaseline {
  if (!Number.isFinite(loss)) {
    throw new RangeError(`running baseline: loss is ${loss}; wanted a finite number`);
  }
  return { decay, sum: decay * sum + loss, weight: decay * weight + 1 };
}
