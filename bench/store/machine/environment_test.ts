import assert from "node:assert/strict";
import { describeEnvironment } from "./environment.ts";

Deno.test("one machine has one id, and the caller's facts are part of it", async () => {
  const [first, second, other] = await Promise.all(
    ["wasm", "wasm", "cpu"].map((backend) => describeEnvironment({ extra: { backend } })),
  );
  assert.deepEqual(first, second);
  assert.notEqual(first?.id, other?.id);
  assert.equal(first?.description["deno"], Deno.version.deno);
});

Deno.test({
  name: "facts that are not permitted are said to be so, without a prompt",
  permissions: { read: false, sys: false },
  fn: async () => {
    const { description } = await describeEnvironment();
    const facts = ["cpu", "memoryBytes", "osRelease"].map((fact) => description[fact]);
    assert.deepEqual(facts, Array(3).fill("not permitted"));
  },
});
