/**
 * The most that tensors hold at once while something runs.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Metric } from "../../store/mod.ts";

/**
 * Bytes in tensors after the kernel at which they are most, over what was held before.
 *
 * Counts what tfjs knows of: results and what the tape keeps, not what a kernel takes for itself while it runs.
 *
 * @param options.before bytes that do not count, as `tf.memory().numBytes` had them.
 */
export async function peakBytes(
  run: () => Promise<unknown>,
  { before }: { readonly before: number },
): Promise<number> {
  // What a profile returns must be tensors; its types know of no promise of nothing.
  const { peakBytes: peak } = await tf.profile(run as unknown as () => tf.TensorContainer);
  return peak - before;
}

/** A timing, since the runtime decides it: `peak-memory`, or another name, in bytes. */
export function memoryMetric(
  name: string,
  { bytes, at }: { readonly bytes: number; readonly at: NonNullable<Metric["at"]> },
): Metric {
  return { name, unit: "byte", at, values: [bytes] };
}
