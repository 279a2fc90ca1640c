/**
 * The error of samples that no statistic can be made of.
 * @module
 */

/** Samples are not what a test needs: the fault is in the data, not in the program. */
export class SampleError extends RangeError {
  override readonly name = "SampleError";
}
