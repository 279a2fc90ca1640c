/**
 * TensorFlow's own C library through Node's add-on interface: CUDA on Linux.
 *
 * Its package is no dependency of the project, since it brings 200 MB and few use it; its native part is no npm package
 * at all, but downloaded by an install script.
 * @module
 */
import { inDeno, needBuiltin } from "../../runtime.ts";
import { setBackendQuietly } from "./quietly.ts";

/** Activates the tensorflow backend, or answers with the reason why not and what to run. */
export async function activateTensorflow(): Promise<true | string> {
  try {
    // tfjs-node 4.22 calls a function that Node.js 23 and Deno no longer have.
    const old = needBuiltin("node:util") as { isNullOrUndefined?: (value: unknown) => boolean };
    old.isNullOrUndefined ??= (value) => value === null || value === undefined;
    await import(PACKAGE);
  } catch (error) {
    if (inDeno !== undefined && error instanceof inDeno.errors.NotCapable) {
      return `its native add-on needs permissions: run with ${FLAGS} (${firstLine(error)})`;
    }
    const message = firstLine(error);
    if (message.includes("not a dependency")) {
      return `its package is not installed: run "${INSTALL}", which downloads libtensorflow for CUDA 11.2 and ` +
        `cuDNN 8.1, then run with ${FLAGS}`;
    }
    if (
      /native addon module|tfjs_binding|libtensorflow|cannot open shared object|NODE_MODULE/i.test(message)
    ) {
      return `its native library is not installed: run "deno install ` +
        `--allow-scripts=npm:${PACKAGE}", which downloads libtensorflow for CUDA 11.2 and ` +
        `cuDNN 8.1, then run with ${FLAGS}`;
    }
    return message;
  }
  return await setBackendQuietly("tensorflow") || "tfjs could not start its tensorflow backend";
}

/** Not written in the import itself: who installs or bundles this package does without it. */
const PACKAGE: string = "@tensorflow/tfjs-node-gpu";
const INSTALL = `deno add --frozen=false --allow-scripts=npm:${PACKAGE} npm:${PACKAGE}@4.22.0`;
const FLAGS = "--allow-read --allow-env --allow-sys --allow-ffi";

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0]?.trim() ?? "";
}
