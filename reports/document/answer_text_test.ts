import assert from "node:assert/strict";
import { fixtureRecords } from "../experiments/fixtures.ts";
import { answerText } from "./answer_text.ts";
import { QUESTION } from "./first_screen.ts";

Deno.test("the answer in words: question, answer, a line for each model, no markup", () => {
  const text = answerText({ records: fixtureRecords({ only: ["along_training"] }), environments: new Map() });
  const [question, what = "", answer = "", models = ""] = text.split("\n\n");
  assert.equal(question, QUESTION);
  assert.match(what, /^R2-G2 \(Lam et al., 2025\) is a gradient for models/);
  assert.match(
    answer,
    /^Training at equal time was not measured\. For the same time its gradient .* So use /,
  );
  assert.ok(models.split("\n").length >= 1);
  for (const line of models.split("\n")) {
    assert.match(line, /^- \S+: At step 0 RT's noise is .* Least variance × time: .*\)\.$/);
  }
});

Deno.test("without records that answer it says what to run", () => {
  assert.match(
    answerText({ records: fixtureRecords({ only: ["cost"] }), environments: new Map() }),
    /do not say.*deno task bench --suite quick/,
  );
});
