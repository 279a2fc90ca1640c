/**
 * The backend that is always available: plain JavaScript, and the reference that the others are tested against.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { installCpuMatMul } from "../ops/matmul/cpu.ts";
import { setBackendQuietly } from "./quietly.ts";

/** Activates the cpu backend, or answers with the reason why not. */
export async function activateCpu(): Promise<true | string> {
  if (!await setBackendQuietly("cpu")) return "tfjs could not start its cpu backend";
  // Its first tensor would print an advertisement for the Node.js binding.
  (tf.backend() as unknown as { firstUse: boolean }).firstUse = false;
  installCpuMatMul();
  return true;
}
