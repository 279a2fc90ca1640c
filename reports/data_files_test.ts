import assert from "node:assert/strict";
import { csvParse } from "d3-dsv";
import { type BenchRecord, recordHash, SCHEMA_VERSION, sha256 } from "../bench/store/mod.ts";
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

Deno.test("of many records a line is of all seeds of a cell, with all their values and one hash", () => {
  const at = { step: 1 };
  const record = (seed: number, values: number[]) =>
    recordWith({
      id: `${seed}`,
      seed,
      metrics: [
        { name: "variance", unit: "1", layer: "top", at, values },
        { name: "variance", unit: "1", layer: "top", at: { step: 2 }, values: [seed] },
      ],
      timings: [{ name: "gradient-time", unit: "ms", values: [1] }],
    });
  const records = [record(0, [1, 2]), record(1, [3]), recordWith({ id: "x", model: "vae2" })];
  const [[cells, cellsText], [metrics, metricsText]] = dataFiles(records, 2) as [
    [string, string],
    [string, string],
  ];
  assert.deepEqual([cells, metrics], ["data/records.csv", "data/cost.csv"]);
  assert.deepEqual(
    csvParse(cellsText).map((row) => [row["model"], row["records"], row["sha256"]]),
    [["vae1", "2", sha256([record(0, [1, 2]), record(1, [3])].map(recordHash).sort().join("\n"))], [
      "vae2",
      "1",
      sha256(recordHash(records[2]!)),
    ]],
  );
  assert.deepEqual(
    csvParse(metricsText).map(({ metric, layer, at, records, values, mean, median }) =>
      [metric, layer, at, records, values, mean, median].join()
    ),
    ['variance,top,{"step":1},2,3,2,2', 'variance,top,{"step":2},2,2,0.5,0.5', "gradient-time,,,2,2,1,1"],
  );
  const single = dataFiles(records.slice(0, 2), 6).map(([, text]) => csvParse(text));
  assert.deepEqual(single.map(({ length }) => length), [2, 6], "as many lines as are allowed are single");
});
