/**
 * Copies of a batch, one after another.
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * The batch `times` over, sample-major: rows b, b + B, b + 2B, … are example b.
 *
 * A concatenation, not tf.tile: it copies whole blocks, where the wasm engine's tile copies value by value
 * and would make more samples look dearer than they are.
 *
 * @param batch shape: [B, …] -> [times · B, …]
 */
export function repeatBatch(batch: tf.Tensor, times: number): tf.Tensor {
  return times === 1 ? batch : tf.concat(Array.from({ length: times }, () => batch), 0);
}
