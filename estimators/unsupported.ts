/**
 * The error of a combination that has no meaning or no implementation.
 * @module
 */

/**
 * Thrown where an estimator, a model or an objective is asked for what it does not do: the message says what and
 * why. A benchmark records it as a skipped cell; every other `RangeError` is a mistake in the program or its input.
 *
 * @example
 * ```ts
 * import { UnsupportedError } from "./unsupported.ts";
 * const error = new UnsupportedError("lrt does not support this site: LRT needs a layer's weights");
 * console.assert(error instanceof RangeError && error.name === "UnsupportedError");
 * ```
 */
export class UnsupportedError extends RangeError {
  /** Name that messages begin with. */
  override readonly name: string = "UnsupportedError";
}
