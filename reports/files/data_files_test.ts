import assert from "node:assert/strict";
import { csvParse } from "d3-dsv";
import { type BenchRecord, recordHash, SCHEMA_VERSION, sha256 } from "../../bench/store/mod.ts";
import { studentInterval } from "../../bench/stats/mod.ts";
import { fixtureRecords } from "../experiments/fixtures.ts";
import { trainingRows } from "../experiments/training/rows.ts";
import { dataTables } from "./data_files.ts";
import { tableToCsv } from "./data_table.ts";

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

const parsed = (records: readonly BenchRecord[], mostLines?: number) =>
  [...dataTables(records, mostLines)].map((table) => csvParse(tableToCsv(table)));
const cells = (record: BenchRecord) => parsed([record])[0]![0]!;

Deno.test.each(["=1+1", "+cmd", "-x", "@sum", "\tx", '=HYPERLINK("http://a","b")'])(
  "a spreadsheet takes %j for a text, not for a formula",
  (text) => {
    const { model, reason } = cells(recordWith({ model: text, reason: text, status: "failed" }));
    assert.deepEqual([model, reason], [`'${text}`, `'${text}`]);
    const metric = { name: text, unit: text, layer: text, block: text, at: { place: text }, values: [-1.5] };
    const [row] = parsed([recordWith({ options: { solver: text }, metrics: [metric] })])[1]!;
    assert.deepEqual(
      [row!["metric"], row!["layer"], row!["at_place"], row!["option_solver"], row!["mean"]],
      [`'${text}`, `'${text}`, `'${text}`, `'${text}`, "-1.5"],
    );
  },
);

Deno.test("what is no formula is left as it is, numbers below 0 too", () => {
  const { model, reason } = cells(recordWith({ model: "constructor", reason: "-3", status: "failed" }));
  assert.deepEqual([model, reason], ["constructor", "-3"]);
});

Deno.test("a line has identity, place, n, mean, deviation and Student's interval; what is not there is empty", () => {
  const at = { step: 3, norm: "adam" };
  const [, [line, other]] = parsed([
    recordWith({
      options: { solver: "cg" },
      metrics: [{ name: "x", unit: "nats", block: "mean", at, values: [1, 2, 6] }],
    }),
    recordWith({ id: "1", seed: 1, metrics: [{ name: "x", unit: "nats", values: [4] }] }),
  ]) as [unknown, Record<string, string>[]];
  const { low, high, ...exact } = line!;
  assert.deepEqual(exact, {
    ...{
      id: "0",
      experiment: "cost",
      model: "vae1",
      dataset: "digits",
      estimator: "rt",
      option_solver: "cg",
    },
    ...{
      status: "done",
      seed: "0",
      metric: "x",
      unit: "nats",
      layer: "",
      block: "mean",
      step: "3",
      evaluation: "",
    },
    ...{ at_norm: "adam", final: "", n: "3", mean: "3", sd: `${Math.sqrt(7)}`, median: "2" },
  });
  const half = 4.302652729911275 * Math.sqrt(7 / 3); // t with two degrees of freedom
  assert.ok(Math.abs(Number(low) - (3 - half)) < 1e-9 && Math.abs(Number(high) - (3 + half)) < 1e-9);
  const { n, mean, sd, option_solver } = other!;
  assert.deepEqual([n, mean, sd, option_solver, other!["low"], other!["step"]], ["1", "4", "", "", "", ""]);
});

Deno.test("a training run has a line for each evaluation, and the last is marked", () => {
  const run = recordWith({
    experiment: "training",
    metrics: [
      { name: "test-bound", unit: "nats", values: [-200, -150] },
      { name: "learning-rate", unit: "1", values: [0.001] },
    ],
    timings: [{ name: "evaluation-step", unit: "step", values: [10, 20] }],
  });
  assert.deepEqual(
    parsed([run])[1]!.map(({ metric, step, evaluation, final, mean }) =>
      [metric, step, evaluation, final, mean].join()
    ),
    [
      "test-bound,10,1,0,-200",
      "test-bound,20,2,1,-150",
      "learning-rate,,,,0.001",
      "evaluation-step,10,1,0,10",
      "evaluation-step,20,2,1,20",
    ],
  );
  const pooled = parsed([run, { ...run, id: "1", seed: 1 }], 9)[1]!;
  assert.deepEqual(
    pooled.map(({ metric, step, final, records }) => [metric, step, final, records].join()).slice(0, 3),
    ["test-bound,10,0,2", "test-bound,20,1,2", "learning-rate,,,2"],
    "ten lines are over nine: they are counted an evaluation each",
  );
});

Deno.test("the report's differences after training can be made again from the lines", () => {
  const records = fixtureRecords({ only: ["training"], seeds: 4 });
  const lines = parsed(records)[1]!.filter(({ final }) => final === "1");
  const { outcomes } = trainingRows(records);
  const compared = outcomes.filter(({ estimator }) => estimator === "r2g2");
  assert.ok(compared.length > 4);
  for (const { model, budget, outcome, difference } of compared) {
    const bySeed = (estimator: string) =>
      new Map(
        lines.filter((line) =>
          line["model"] === model && line["option_budget"] === budget.text && line["metric"] === outcome &&
          line["estimator"] === estimator
        ).map((line) => [line["seed"], Number(line["mean"])]),
      );
    const [ours, rt] = [bySeed("r2g2"), bySeed("rt")];
    const own = studentInterval([...ours].map(([seed, value]) => value - rt.get(seed)!));
    const { value, low, high } = difference!.interval;
    assert.deepEqual([own.value, own.low, own.high].map(rounded), [value, low, high].map(rounded));
  }
});

const rounded = (value: number) => value.toPrecision(9);

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
  assert.deepEqual([...dataTables(records, 2)].map(({ name }) => name), ["data/records", "data/cost"]);
  const [cells, metrics] = parsed(records, 2);
  assert.deepEqual(
    cells!.map((row) => [row["model"], row["records"], row["sha256"]]),
    [["vae1", "2", sha256([record(0, [1, 2]), record(1, [3])].map(recordHash).sort().join("\n"))], [
      "vae2",
      "1",
      sha256(recordHash(records[2]!)),
    ]],
  );
  assert.deepEqual(
    metrics!.map(({ metric, layer, step, records, n, mean, median }) =>
      [metric, layer, step, records, n, mean, median].join()
    ),
    ["variance,top,1,2,3,2,2", "variance,top,2,2,2,0.5,0.5", "gradient-time,,,2,2,1,1"],
  );
  const low = Number(metrics![0]!["low"]); // over the means of two records, 1.5 and 3
  assert.ok(Math.abs(low - (2.25 - 12.706204736174698 * 0.75)) < 1e-9, `${low}`);
  const single = parsed(records.slice(0, 2), 6);
  assert.deepEqual(single.map(({ length }) => length), [2, 6], "as many lines as are allowed are single");
});
