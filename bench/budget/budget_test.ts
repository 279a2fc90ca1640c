import assert from "node:assert/strict";
import { type Budget, parseBudget } from "./budget.ts";

const good: [text: string, budget: Budget][] = [
  ["steps:1000", { kind: "steps", limit: 1000 }],
  ["steps:15k", { kind: "steps", limit: 15_000 }],
  ["time:60s", { kind: "time", limit: 60_000 }],
  ["time:1h30m", { kind: "time", limit: 5_400_000 }],
  ["time:500ms", { kind: "time", limit: 500 }],
  ["time:1.5s", { kind: "time", limit: 1500 }],
  ["time:2d", { kind: "time", limit: 172_800_000 }],
  ["flops:2e12", { kind: "flops", limit: 2e12 }],
  ["flops:2T", { kind: "flops", limit: 2e12 }],
  ["samples:50_000", { kind: "samples", limit: 50_000 }],
  [" samples : 7 ", { kind: "samples", limit: 7 }],
];
for (const [text, budget] of good) {
  Deno.test(`budget ${text}`, () => {
    assert.deepEqual(parseBudget(text), budget);
  });
}

const bad: [text: string, message: RegExp][] = [
  ["steps:0", /"steps:0": the limit is 0, it must be positive/],
  ["time:0s", /the limit is 0/],
  ["steps:-5", /"-5" is not a positive number: write for example steps:1000/],
  ["steps:NaN", /"NaN" is not a positive number/],
  ["steps:Infinity", /is not a positive number/],
  ["flops:1e999", /the limit is Infinity/],
  ["steps:1.5", /1.5 steps, they must be whole/],
  ["step:10", /unknown kind "step", did you mean "steps"\?/],
  ["flop:1e9", /did you mean "flops"\? \(one of steps, time, flops, samples\)/],
  ["1000", /unknown kind "1000"/],
  ["", /unknown kind ""/],
  ["time", /"time" has no limit: write for example time:60s/],
  ["time:", /has no limit/],
  ["time:60", /60 of what\? write for example time:60s/],
  ["time:5sec", /unknown unit "sec", did you mean "s"\?/],
  ["time:5H", /unknown unit "H", did you mean "h"\?/],
  ["flops:5X", /unknown unit "X", did you mean "/],
  ["steps:5 10", /is not a positive number/],
  ["steps:5k10", /is not a positive number/],
];
for (const [text, message] of bad) {
  Deno.test(`budget ${JSON.stringify(text)} is refused`, () => {
    assert.throws(() => parseBudget(text), (error: Error) => {
      assert.ok(error instanceof RangeError);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  });
}
