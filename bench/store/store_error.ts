/**
 * The error of everything that is wrong with a results folder.
 * @module
 */

/** A stored file that cannot be trusted; the message names file, line and cause. */
export class StoreError extends Error {
  /** Tells it from other errors. */
  override readonly name = "StoreError";
}
