import assert from "node:assert/strict";
import { Ajv } from "ajv";
import { fixtureRecords } from "../experiments/fixtures.ts";
import { ANSWER_SCHEMA, answerJson } from "./answer_json.ts";
// As text, as the report writes it: one process takes a file in one way only.
import schema from "./answer.schema.json" with { type: "text" };

const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(
  JSON.parse(schema),
);

/** What is wrong with an answer, one line each. */
function problems(answer: unknown): string[] {
  return validate(answer)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

// deno-lint-ignore no-explicit-any -- tests break it in every way
type Answer = any;

const answer = (only?: readonly string[]): Answer =>
  JSON.parse(
    answerJson({ records: fixtureRecords(only === undefined ? {} : { only }), environments: new Map() }),
  );

Deno.test("answer.json is as its schema says, with everything measured, parts and nothing", () => {
  const full = answer();
  assert.equal(full.$schema, ANSWER_SCHEMA);
  assert.deepEqual(problems(full), []);
  assert.ok(
    full.models.some(({ places, training }: { places: unknown[]; training: unknown[] }) =>
      places.length > 0 && training.length > 0
    ),
  );
  for (const only of [["training"], ["along_training"], ["cost"]]) {
    assert.deepEqual(problems(answer(only)), []);
  }
});

Deno.test.each<[what: string, change: (answer: Answer) => void, problem: RegExp]>([
  ["another version", (it) => it.version = 2, /\/version must be equal to constant/],
  ["a field that is not described", (it) => it.models[0].extra = 1, /\/models\/0 must NOT have additional/],
  ["a field that is missing", (it) => delete it.models[0].places[0].use, /must have required property 'use'/],
  ["a text for an interval", (it) => it.models[0].places[0].noiseShare = "50 %", /\/noiseShare/],
])("the schema refuses %s", (_what, change, problem) => {
  const broken = answer();
  change(broken);
  assert.match(problems(broken).join("\n"), problem);
});
