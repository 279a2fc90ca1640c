/**
 * Copies of a batch, one after another.
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * The batch `times` over, sample-major: rows b, b + B, b + 2B, … are example b.
 *
 * A concatenation, not tf.tile: it copies whole blocks, whereas tile on the wasm backend copies value by value
 * and would make more samples look more expensive than they are.
 *
 * @param batch shape: [B, …] -> [times · B, …]
 */
export function repeatBatch(batch: tf.Tensor, times: number): tf.Tensor {
  return times === 1 ? batch : tf.concat(Array.from({ length: times }, () => batch), 0);
}
