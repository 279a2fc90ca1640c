import assert from "node:assert/strict";
import { isIdentical, outcomeWithUnit, withinRange } from "./outcomes.ts";

Deno.test("a share has no unit; an unknown outcome keeps its name", () => {
  assert.deepEqual(["test-bound", "test-accuracy", "other"].map(outcomeWithUnit), [
    "test bound, nats",
    "test accuracy",
    "other",
  ]);
});

Deno.test("only an outcome that has a range is cut to it; only nothing at all is identical", () => {
  const wide = { value: 0.5, low: -1, high: 2 };
  assert.deepEqual(withinRange(wide, "test-accuracy"), { value: 0.5, low: 0, high: 1 });
  assert.deepEqual(withinRange(wide, "test-log-likelihood"), wide);
  assert.deepEqual(
    [{ value: 0, low: 0, high: 0 }, { value: 0, low: -1, high: 1 }, { value: 1, low: 1, high: 1 }].map(
      isIdentical,
    ),
    [true, false, false],
  );
});
