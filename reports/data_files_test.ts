import assert from "node:assert/strict";
import { csvParse } from "d3-dsv";
import { type BenchRecord, SCHEMA_VERSION } from "../bench/store/mod.ts";
import { dataFiles } from "./data_files.ts";

function recordWith(part: Partial<BenchRecord>): BenchRecord {
  return {
    schema: SCHEMA_VERSION,
    id: "0",
    run: "1",
    experiment: "cost",
    model: "vae1",
    dataset: { name: "digits", sha256: "" },
    estimator: "rt",
    options: {},
    seed: 0,
    status: "done",
    metrics: [],
    timings: [],
    environment: "e",
    ...part,
  };
}

const cells = (record: BenchRecord) => csvParse(dataFiles([record])[0]![1])[0]!;

Deno.test.each(["=1+1", "+cmd", "-x", "@sum", "\tx", '=HYPERLINK("http://a","b")'])(
  "a spreadsheet takes %j for a text, not for a formula",
  (text) => {
    const { model, reason } = cells(recordWith({ model: text, reason: text, status: "failed" }));
    assert.deepEqual([model, reason], [`'${text}`, `'${text}`]);
    const metric = { name: text, unit: text, layer: text, block: text, values: [-1.5] };
    const [row] = csvParse(dataFiles([recordWith({ metrics: [metric] })])[1]![1]);
    assert.deepEqual([row!["metric"], row!["layer"], row!["mean"]], [`'${text}`, `'${text}`, "-1.5"]);
  },
);

Deno.test("what is no formula is left as it is, numbers below 0 too", () => {
  const { model, reason } = cells(recordWith({ model: "constructor", reason: "-3", status: "failed" }));
  assert.deepEqual([model, reason], ["constructor", "-3"]);
});
