/**
 * The graphics processor of a browser through WebGL, which tfjs brings along.
 * @module
 */
import { setBackendQuietly } from "./quietly.ts";

/** Activates the webgl backend, or answers with the reason why not. */
export async function activateWebgl(): Promise<true | string> {
  if (!("WebGLRenderingContext" in globalThis)) {
    return "only browsers have WebGL; outside of them use wasm or webgpu";
  }
  return await setBackendQuietly("webgl") ||
    "tfjs could not start WebGL in this browser; import @tensorflow/tfjs, which brings it along";
}
