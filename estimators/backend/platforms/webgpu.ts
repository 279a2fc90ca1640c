/**
 * The graphics processor through WebGPU. Values must be read with `await tensor.data()` there: every
 * synchronous read throws.
 * @module
 */
import { setBackendQuietly } from "./quietly.ts";

/** Activates the webgpu backend and answers with its adapter, or with the reason why not. */
export async function activateWebgpu(): Promise<{ adapter: string } | string> {
  if (navigator.gpu === undefined) return "this runtime has no WebGPU: update Deno";
  const adapter = await navigator.gpu.requestAdapter();
  if (adapter === null) {
    return "there is no graphics adapter: install a Vulkan or Metal driver (Debian's mesa-vulkan-drivers " +
      "has a software one)";
  }
  await import("@tensorflow/tfjs-backend-webgpu");
  if (!await setBackendQuietly("webgpu")) return "tfjs could not start its webgpu backend on this adapter";
  const { vendor, description } = adapter.info;
  return { adapter: description || vendor || "unnamed" };
}
