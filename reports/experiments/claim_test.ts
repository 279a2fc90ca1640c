import assert from "node:assert/strict";
import { type JudgedPlace, overPlaces, scopeInWords, verdictInWords, wantedSeeds } from "./claim.ts";

const place = (name: string, says: JudgedPlace["says"], wanted?: string): JudgedPlace => ({
  name,
  says,
  wanted,
});

Deno.test.each<[string, JudgedPlace[], string]>([
  ["all hold", [place("a", "holds"), place("b", "holds")], "holds"],
  ["none holds", [place("a", "does not hold"), place("b", "does not hold")], "does not hold"],
  [
    "some hold",
    [place("a", "holds"), place("b", "does not hold"), place("c", "inconclusive", "12 seeds")],
    "mixed: holds for a; does not hold for b; open for c (12 seeds)",
  ],
  [
    "one is open",
    [place("a", "holds"), place("b", "inconclusive")],
    "inconclusive: holds for a; open for b",
  ],
  [
    "one fails, one is open",
    [place("a", "does not hold"), place("b", "inconclusive")],
    "inconclusive: does not hold for a; open for b",
  ],
])("a claim about every place: %s", (_, places, expected) => {
  assert.equal(verdictInWords(overPlaces(places)), expected);
});

Deno.test("shorter runs do not refute", () => {
  assert.equal(
    verdictInWords({ verdict: "not reproduced", detail: "in 10000 steps" }),
    "not reproduced in 10000 steps",
  );
});

Deno.test("a scope names models, steps and seeds once each", () => {
  assert.equal(
    scopeInWords({ models: ["a", "b", "a"], steps: [300, 0, 300], seeds: [5, 3, 5], further: ["1 process"] }),
    "a, b; steps 0 and 300; 3 to 5 seeds; 1 process",
  );
  assert.equal(scopeInWords({ models: ["a"], steps: [0], seeds: [1, 1] }), "a; step 0; 1 seed");
});

Deno.test("what would decide: the seeds of an interval that reaches no margin", () => {
  const estimate = { value: -0.3, standardError: 0.1, degrees: 4 };
  const words = wantedSeeds(estimate, { seeds: 5, margins: [-0.105, 0.105] });
  assert.match(words ?? "", /^about \d+ seeds would decide$/);
  assert.equal(
    wantedSeeds({ ...estimate, value: -0.106 }, { seeds: 5, margins: [-0.105, 0.105] }),
    "it lies at a margin",
  );
  assert.equal(wantedSeeds(estimate, { seeds: 1, margins: [0] }), undefined);
});
