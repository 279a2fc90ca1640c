import { deepEqual, ok } from "node:assert/strict";
import { moduleText } from "./build.ts";
import { compileKernels } from "./compile.ts";

Deno.test("the committed module is byte for byte what the sources build", async () => {
  const { bytes, text } = await compileKernels();
  const committed = await Deno.readTextFile(new URL("./module.ts", import.meta.url));
  // On a failure: run build.ts and commit module.ts with the sources.
  ok(moduleText(bytes) === committed, "module.ts is not what assembly/ builds: run build.ts");
  deepEqual(text.match(/^ \(import .*$/gm), [' (import "env" "memory" (memory $0 0))']);
});
