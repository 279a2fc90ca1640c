/**
 * Whether the active backend lets values be read without waiting.
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/** False on backends whose values live on a device that only answers later (WebGPU). */
export function canReadSync(): boolean {
  return tf.getBackend() !== "webgpu";
}
