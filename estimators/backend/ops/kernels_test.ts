import assert from "node:assert/strict";
import type { Kernel } from "./kernel/kernel.ts";
import { KERNELS } from "./kernels.ts";

Deno.test("every kernel that a file of an operation exports is listed, under a name of its own", async () => {
  const found: Kernel[] = [];
  for await (const folder of Deno.readDir(import.meta.dirname!)) {
    if (!folder.isDirectory) continue;
    for await (const { name, isFile } of Deno.readDir(`${import.meta.dirname}/${folder.name}`)) {
      if (!isFile || name.endsWith("_test.ts")) continue;
      const exports: object = await import(`./${folder.name}/${name}`);
      found.push(...Object.values(exports).filter((value) => typeof value?.compiled === "boolean"));
    }
  }
  for (const kernel of found) assert.equal(KERNELS.get(kernel.name), kernel, kernel.name);
  assert.equal(found.length, KERNELS.size);
  assert.ok(found.length > 30);
});
