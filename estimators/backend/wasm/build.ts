/**
 * Writes the compiled kernels to `module.ts`, in base64: `deno task kernels`. With `--check` it writes nothing, and fails
 * where `module.ts` is not what the sources build.
 * @module
 */
import { compileKernels } from "./compile.ts";

/** Text of `module.ts` for a module's bytes. */
function moduleText(bytes: Uint8Array): string {
  return `/**
 * The kernels in \`assembly/\`, compiled. Written by \`build.ts\`: do not edit.
 * @module
 */

/** Bytes of the WebAssembly module, in base64. */
export const moduleBase64 =
  "${bytes.toBase64()}";
`;
}

/** Writes, or checks what is written. */
async function build({ check }: { readonly check: boolean }): Promise<void> {
  const { bytes } = await compileKernels();
  const [path, text] = [new URL("./module.ts", import.meta.url), moduleText(bytes)];
  if (!check) await Deno.writeTextFile(path, text);
  else if (await Deno.readTextFile(path) !== text) {
    throw new Error("module.ts is not what assembly/ builds: run deno task kernels");
  }
}

if (import.meta.main) await build({ check: Deno.args.includes("--check") });
