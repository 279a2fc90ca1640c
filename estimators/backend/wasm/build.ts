/**
 * Writes the compiled kernels to `module.ts`, in base64.
 *
 * ```sh
 * deno run -R=. -W=estimators/backend/wasm estimators/backend/wasm/build.ts
 * ```
 * @module
 */
import { compileKernels } from "./compile.ts";

/** Text of `module.ts` for a module's bytes. */
export function moduleText(bytes: Uint8Array): string {
  return `/**
 * The kernels in \`assembly/\`, compiled. Written by \`build.ts\`: do not edit.
 * @module
 */

/** Bytes of the WebAssembly module, in base64. */
export const moduleBase64 =
  "${bytes.toBase64()}";
`;
}

if (import.meta.main) {
  const { bytes } = await compileKernels();
  await Deno.writeTextFile(new URL("./module.ts", import.meta.url), moduleText(bytes));
}
