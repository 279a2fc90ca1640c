import assert from "node:assert/strict";
import * as v from "valibot";
import { key, UnsupportedError } from "../../estimators/mod.ts";
import { DatasetMismatch, digits, DivergedError } from "../../models/mod.ts";
import { cellId, planRun } from "./plan.ts";
import { runJob } from "./run_job.ts";
import type { BenchRecord } from "../store/mod.ts";
import { RecordSchema } from "../store/record/record.ts";
import type { Cell, CellResult, Job } from "../types.ts";

const dataset = digits();
const plan = planRun({ suite: "smoke", seed: 0, backend: "cpu", threads: 1 }, dataset);
const CELLS: readonly Cell[] = ["rt", "r2g2"].map((estimator) => ({
  experiment: "cost",
  model: "vae1",
  estimator,
  options: { batchSize: 2 },
  seed: 0,
}));

async function records(run: Job["run"]): Promise<BenchRecord[]> {
  const job: Job = { name: "test", cells: CELLS, timed: false, seconds: 1, run };
  const options = {
    plan,
    environment: "e",
    code: { id: "c", dirty: true },
    dataset,
    key: key(0),
    progress: () => {},
  };
  return await Array.fromAsync(runJob(job, options));
}

async function* yields(...results: (CellResult | Error)[]): AsyncGenerator<CellResult> {
  for (const result of results) {
    if (result instanceof Error) throw result;
    yield await Promise.resolve(result);
  }
}

Deno.test("a result becomes a record with the cell's id, the run and the data set", async () => {
  const metrics = [{ name: "variance", unit: "1", values: [1, 2] }];
  const [record] = await records(() => yields({ cell: CELLS[0]!, metrics }));
  assert.equal(record!.id, cellId(plan, CELLS[0]!));
  assert.equal(record!.run, plan.run);
  assert.deepEqual(record!.code, { id: "c", dirty: true });
  assert.equal(record!.status, "done");
  assert.deepEqual(record!.dataset, { name: "digits", sha256: dataset.sha256 });
  assert.deepEqual(record!.metrics, metrics);
});

Deno.test("a diverged job keeps what it had; the rest has diverged, with the reason", async () => {
  const found = await records(() =>
    yields({ cell: CELLS[0]! }, new DivergedError("vae1 diverged at step 3"))
  );
  assert.deepEqual(found.map(({ estimator, status, reason }) => [estimator, status, reason]), [
    ["rt", "done", undefined],
    ["r2g2", "diverged", "vae1 diverged at step 3"],
  ]);
});

Deno.test("a model that does not take the data set skips its cells, with the reason", async () => {
  const found = await records(() => yields(new DatasetMismatch("cnn takes other images")));
  assert.deepEqual(found.map(({ status, reason }) => [status, reason]), [
    ["skipped", "cnn takes other images"],
    ["skipped", "cnn takes other images"],
  ]);
});

const metric = { name: "variance", unit: "1", layer: "dense1", block: "scale", values: [1] };
Deno.test.each<[Partial<CellResult>, string]>([
  [
    { metrics: [metric, { ...metric, values: [1, 2, NaN] }] },
    "metric variance of dense1 scale is not finite: value 2 is NaN",
  ],
  [
    { timings: [{ name: "gradient-time", unit: "ms", values: [-Infinity] }] },
    "metric gradient-time is not finite: value 0 is -Infinity",
  ],
  [
    { metrics: [{ ...metric, at: { step: NaN } }] },
    "metric variance of dense1 scale is not finite: its step is NaN",
  ],
])(
  "a cell with a metric that is not finite has failed, with the reason; the others go on: %j",
  async (part, reason) => {
    const found = await records(() =>
      yields({ cell: CELLS[0]!, ...part }, { cell: CELLS[1]!, metrics: [metric] })
    );
    assert.deepEqual(found.map((record) => [record.status, record.reason, record.metrics, record.timings]), [
      ["failed", reason, [], []],
      ["done", undefined, [metric], []],
    ]);
    for (const record of found) assert.ok(v.is(RecordSchema, record));
  },
);

Deno.test("a cell that says itself that it diverged keeps its reason, without what is not finite", async () => {
  const reason = "vae1 diverged at step 3";
  const metrics = [{ ...metric, values: [NaN] }];
  const [record] = await records(() => yields({ cell: CELLS[0]!, status: "diverged", reason, metrics }));
  assert.deepEqual([record!.status, record!.reason, record!.metrics], ["diverged", reason, []]);
});

Deno.test("what an estimator does not support is skipped", async () => {
  const [record] = await records(() => yields(new UnsupportedError("lrt does not support this site")));
  assert.deepEqual([record!.status, record!.reason], ["skipped", "lrt does not support this site"]);
});

Deno.test.each([new TypeError("bug"), new RangeError("invalid array length"), new Error("disk")])(
  "a fault of the program is not a result: %s",
  async (fault) => {
    await assert.rejects(records(() => yields(fault)), fault);
  },
);
