import assert from "node:assert/strict";
import { commitsOf } from "./commits.ts";

Deno.test("commits are those of the code, in older records those of their machines, each once", () => {
  const [a, b] = ["a".repeat(40), "b".repeat(40)];
  const environments = [{}, { commit: b }].map((description, i) => ({ id: `${i}`, description }));
  const code = [a, b, undefined].map((commit) => ({
    ...{ id: "", deno: "", sources: {} },
    ...(commit === undefined ? {} : { commit }),
  }));
  const manifests = [{ run: "", configuration: {} }, { run: "", configuration: {}, code }];
  assert.deepEqual(commitsOf({ environments, manifests }), ["aaaaaaaaaaaa", "bbbbbbbbbbbb"]);
  assert.deepEqual(commitsOf({ environments: [] }), []);
});
