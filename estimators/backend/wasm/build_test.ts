import { deepEqual, equal } from "node:assert/strict";
import { moduleBase64 } from "./module.ts";

const here = (path: string) => new URL(path, import.meta.url).pathname;

Deno.test("the committed module is byte for byte what the sources build", async () => {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", `--config=${here("./compiler.json")}`, `--allow-read=${here("./")}`],
      ...["--allow-env=CI", here("./build.ts"), "--check"],
    ],
    cwd: here("./"),
    stdout: "null",
    stderr: "piped",
  }).output();
  equal(code, 0, new TextDecoder().decode(stderr));
});

Deno.test("the module imports the heap of tfjs and nothing else", async () => {
  const module = await WebAssembly.compile(Uint8Array.fromBase64(moduleBase64));
  deepEqual(WebAssembly.Module.imports(module).map(({ module, name, kind }) => [module, name, kind]), [
    ["env", "memory", "memory"],
  ]);
});
