import assert from "node:assert/strict";
import { fixtureRecords } from "../experiments/fixtures.ts";
import { answerText } from "./answer_text.ts";
import { QUESTION } from "./first_screen.ts";

Deno.test("the answer in words: question, answer, a line for each model, no markup", () => {
  const text = answerText(fixtureRecords({ only: ["along_training"] }));
  const [question, answer = "", models = ""] = text.split("\n\n");
  assert.equal(question, QUESTION);
  assert.match(answer, /^At checkpoints along training \(.*\), for the same time R2-G2/);
  assert.ok(models.split("\n").length >= 1);
  for (const line of models.split("\n")) assert.match(line, /^- \S+: At step 0 RT's noise is .* Use .*\.$/);
});

Deno.test("without records that answer it says what to run", () => {
  assert.match(answerText(fixtureRecords({ only: ["cost"] })), /do not say.*deno task bench --suite quick/);
});
