/**
 * Minibatches: which examples step t sees, from a key and t alone, so that a run resumes at any step.
 * @module
 */
import type { Key } from "../../estimators/random/mod.ts";
import { foldIn, permutation } from "../../estimators/random/mod.ts";

/** The order in which training sees a split. */
export interface Minibatches {
  /** Whole batches in one epoch. */
  readonly perEpoch: number;
  /**
   * Examples of a step: within an epoch none occurs twice, and the `count mod batchSize` left over when an
   * epoch's order is cut into batches sit that epoch out.
   *
   * @param step from 0
   * @returns shape: batchSize
   * @throws {RangeError} on a step that is not an integer from 0
   */
  at(step: number): Uint32Array;
}

/**
 * Minibatches of a split, reshuffled every epoch.
 *
 * @param count examples in the split
 * @param options `batchSize`, from 1 to `count`; `key`
 * @throws {RangeError} on sizes that do not fit
 *
 * @example
 * ```ts
 * import { key } from "../../estimators/random/mod.ts";
 * import { minibatches } from "./batches.ts";
 * const batches = minibatches(60_000, { batchSize: 100, key: key(0) });
 * console.assert(batches.perEpoch === 600 && batches.at(12345).length === 100);
 * ```
 */
export function minibatches(
  count: number,
  options: { readonly batchSize: number; readonly key: Key },
): Minibatches {
  const { batchSize, key } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1 || !Number.isInteger(count) || batchSize > count) {
    throw new RangeError(`batch size is ${batchSize}: wanted an integer from 1 to the ${count} examples`);
  }
  const perEpoch = Math.floor(count / batchSize);
  let current: { readonly epoch: number; readonly order: Uint32Array } | undefined;
  return {
    perEpoch,
    at(step) {
      if (!Number.isSafeInteger(step) || step < 0) {
        throw new RangeError(`step is ${step}: wanted an integer from 0`);
      }
      const epoch = Math.floor(step / perEpoch);
      if (current?.epoch !== epoch) current = { epoch, order: permutation(foldIn(key, epoch), count) };
      const from = (step - epoch * perEpoch) * batchSize;
      return current.order.slice(from, from + batchSize);
    },
  };
}
