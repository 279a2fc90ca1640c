import assert from "node:assert/strict";
import * as v from "valibot";
import { RecordSchema } from "./record.ts";
import { testRecord } from "../testing.ts";
import { isRecord } from "./is_record.ts";

const WHOLE = testRecord("a", {
  code: { id: "c", dirty: true },
  attempt: "1",
  options: { samples: 1, matched: "time", exact: true },
  reason: "none",
});
const OTHERS = [
  ...[undefined, null, true, 1, 1.5, NaN, Infinity, "", "done", {}, { a: null }, { a: NaN }],
  ...[{ id: "c" }, { id: 1 }, { id: "c", dirty: undefined }, { id: "c", dirty: 1 }],
  ...[{ name: "x" }, { name: "x", sha256: "" }, { name: "x", sha256: "", more: 1 }],
];

Deno.test("a record that is right is one at a look, with its optional fields and without", () => {
  assert.ok(isRecord({ ...WHOLE }));
  assert.ok(isRecord({ ...testRecord("a") }));
});

Deno.test("whatever a field holds instead, the quick look and the schema agree; so they do where one is missing", () => {
  for (const field of Object.keys(WHOLE)) {
    for (const other of OTHERS) {
      const changed = { ...WHOLE, [field]: other };
      assert.equal(isRecord(changed), v.is(RecordSchema, changed), `${field}: ${Deno.inspect(other)}`);
    }
    const { [field]: _, ...rest } = WHOLE as unknown as Record<string, unknown>;
    assert.equal(isRecord(rest), v.is(RecordSchema, rest), `without ${field}`);
  }
  assert.ok(!isRecord({ ...WHOLE, extra: 1 }));
});

Deno.test("a list is left to the schema, which takes an empty one for options", () => {
  for (const options of [[], [1]]) assert.ok(!isRecord({ ...WHOLE, options }));
  for (const field of ["code", "dataset"]) assert.ok(!isRecord({ ...WHOLE, [field]: [] }));
});

Deno.test("names that every object has are left to the schema", () => {
  const options = JSON.parse('{"__proto__": 1}');
  assert.ok(!isRecord({ ...WHOLE, options }));
  assert.ok(!isRecord({ ...WHOLE, options: { constructor: 1 } }));
});
