import assert from "node:assert/strict";
import { describeModel } from "./descriptions.ts";
import { modelNames } from "./zoo.ts";

Deno.test("every registered model is described, briefly and in a line; others are not", () => {
  for (const name of modelNames()) {
    const { brief = "", full = "" } = describeModel(name) ?? {};
    assert.ok(brief !== "" && brief.length <= 30, `${name}: ${brief}`);
    assert.match(full, /^(A|The) .{10,120}\.$/, name);
  }
  assert.equal(describeModel("constructor"), undefined);
});
