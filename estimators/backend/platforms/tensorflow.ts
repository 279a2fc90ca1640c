/**
 * TensorFlow's own C library through Node's add-on interface: CUDA on Linux.
 *
 * Its native part is not an npm package: an install script downloads it.
 * @module
 */
import { inDeno, needBuiltin } from "../../runtime.ts";
import { setBackendQuietly } from "./quietly.ts";

/** Activates the tensorflow backend, or answers with the reason why not and what to run. */
export async function activateTensorflow(): Promise<true | string> {
  // tfjs-node 4.22 calls a function that Node.js 23 and Deno no longer have.
  const old = needBuiltin("node:util") as { isNullOrUndefined?: (value: unknown) => boolean };
  old.isNullOrUndefined ??= (value) => value === null || value === undefined;
  try {
    await import(PACKAGE);
  } catch (error) {
    if (inDeno !== undefined && error instanceof inDeno.errors.NotCapable) {
      return `its native add-on needs permissions: run with ${FLAGS} (${firstLine(error)})`;
    }
    const message = firstLine(error);
    if (
      /native addon module|tfjs_binding|libtensorflow|cannot open shared object|NODE_MODULE/i.test(message)
    ) {
      return `its native library is not installed: run "deno install ` +
        `--allow-scripts=npm:@tensorflow/tfjs-node-gpu", which downloads libtensorflow for CUDA 11.2 and ` +
        `cuDNN 8.1, then run with ${FLAGS}`;
    }
    return message;
  }
  return await setBackendQuietly("tensorflow") || "tfjs could not start its tensorflow backend";
}

/** Not written in the import itself: who installs or bundles this package does without it. */
const PACKAGE: string = "@tensorflow/tfjs-node-gpu";
const FLAGS = "--allow-read --allow-env --allow-sys --allow-ffi";

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0]?.trim() ?? "";
}
