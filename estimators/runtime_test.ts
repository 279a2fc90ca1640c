import assert from "node:assert/strict";
import { builtin, inDeno, memoryHeld, needDeno, processors, runtimeVersions } from "./runtime.ts";

Deno.test("Deno is recognised, with its versions and its machine", () => {
  assert.equal(inDeno, Deno);
  assert.equal(needDeno("this test"), Deno);
  const { os, arch, cores, ...versions } = runtimeVersions();
  assert.deepEqual([os, arch, cores], [Deno.build.os, Deno.build.arch, navigator.hardwareConcurrency]);
  assert.deepEqual(versions, { deno: Deno.version.deno, v8: Deno.version.v8 });
  assert.equal(processors(), cores);
  assert.ok(memoryHeld().rss > 1e6);
});

Deno.test("a module of Node is given where there is one, and undefined where there is none of the name", () => {
  assert.equal(builtin<{ basename(path: string): string }>("node:path")?.basename("/a/b"), "b");
  assert.equal(builtin("node:nonesuch"), undefined);
});
