import assert from "node:assert/strict";
import { type ProductChoice, useBackend } from "../../estimators/mod.ts";
import { digits, DivergedError } from "../../models/mod.ts";
import { planRun } from "./plan.ts";
import { startHere } from "./process/testing.ts";
import { type Choose, doneJobs, runBench } from "./run_bench.ts";
import { readManifest, readStore } from "../store/mod.ts";
import type { Cell, CellResult } from "../types.ts";

const REQUEST = { suite: "smoke", seed: 0, backend: "cpu", threads: 1 };
const CELLS: readonly Cell[] = ["rt", "lrt", "r2g2"].map((estimator) => ({
  experiment: "cost",
  model: "vae1",
  estimator,
  options: {},
  seed: 0,
}));

/** A run of one job whose cells end as they are told to; what they returned, and what is stored then. */
async function runOf(
  results: string,
  outcomes: readonly (Error | "done" | "failed")[],
  { choose, started = () => {} }: { choose?: Choose; started?: (products: ProductChoice) => void } = {},
) {
  const dataset = digits();
  const run: string[] = [];
  async function* cells(): AsyncGenerator<CellResult> {
    for (const [i, cell] of CELLS.entries()) {
      run.push(cell.estimator);
      const outcome = outcomes[i]!;
      if (outcome === "done") yield await Promise.resolve({ cell });
      else if (outcome === "failed") yield { cell, status: "failed", reason: "no memory" };
      else if (outcome instanceof DivergedError) yield { cell, status: "diverged", reason: outcome.message };
      else throw outcome;
    }
  }
  const plan = {
    ...planRun(REQUEST, dataset),
    jobs: [{ name: "test", cells: CELLS, timed: false, seconds: 1, run: cells }],
  };
  const { line: summary, failed } = await runBench(plan, {
    request: REQUEST,
    info: await useBackend("cpu"),
    ...(choose && { choose }),
    start: (products) => {
      started(products);
      return startHere({ plan, dataset, jobOf: () => plan.jobs[0]! });
    },
    limit: () => 60,
    results,
    jobs: 1,
    acceptCode: false,
    notice: () => {},
  });
  const { records } = await readStore(results);
  return {
    done: [...await doneJobs(plan, results)],
    summary,
    failed: failed.map(({ reason }) => reason),
    run,
    stored: Object.fromEntries(records.map(({ estimator, status }) => [estimator, status])),
  };
}

Deno.test("a job with a failed cell runs again as a whole, one with a diverged cell does not", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const diverged = new DivergedError("vae1 diverged at step 3: loss NaN");
    const first = await runOf(folder, [diverged, "done", "failed"]);
    assert.deepEqual(first.stored, { rt: "diverged", lrt: "done", r2g2: "failed" });
    assert.match(
      first.summary,
      /^3 cells run, 0 stored before, 1 diverged, 1 failed \(the same command tries them again\);/,
    );
    assert.deepEqual(first.done, [], "a job of which a cell failed is not done");
    const worse = await runOf(folder, [diverged, "failed", "failed"]);
    assert.deepEqual([worse.run.length, worse.stored], [3, first.stored], "the better attempt counts");
    const second = await runOf(folder, [diverged, "done", "done"]);
    assert.deepEqual(second.stored, { rt: "diverged", lrt: "done", r2g2: "done" });
    assert.deepEqual(second.done, ["test"]);
    assert.match(second.summary, /^3 cells run, 0 stored before, 1 diverged;/);
    const third = await runOf(folder, ["done", "done", "done"]);
    assert.deepEqual([third.run, third.stored], [[], second.stored], "a divergence is not tried again");
    assert.match(third.summary, /^0 cells run, 3 stored before, 1 diverged;/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a fault of the program fails its job and is not recorded; the job then runs again as a whole", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const fault = new RangeError("invalid array length");
    const { failed, summary } = await runOf(folder, ["done", fault, "done"]);
    assert.match(
      failed.join("\n"),
      /^RangeError: invalid array length \(a fault of the program, bench\/run\/run_bench_test\.ts:\d+:\d+\)$/,
    );
    assert.match(summary, /^0 cells run, 0 stored before; /);
    const { records, unfinished } = await readStore(folder);
    assert.deepEqual([records, unfinished.map(({ estimator }) => estimator)], [[], ["rt"]]);
    const again = await runOf(folder, ["done", "done", "done"]);
    assert.deepEqual([again.run, again.stored], [["rt", "lrt", "r2g2"], {
      rt: "done",
      lrt: "done",
      r2g2: "done",
    }]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a new run measures which library takes which products; what continues it takes that over", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const info = await useBackend("cpu");
    const measured = { "80×200×784 NN": "oneDNN" };
    const asked: (ProductChoice | "measure")[] = [];
    const started: ProductChoice[] = [];
    const options = {
      started: (products: ProductChoice) => void started.push(products),
      choose: (products: ProductChoice | "measure") => {
        asked.push(products);
        const choice = products === "measure" ? measured : products;
        const library = { path: "/b", vendor: "OpenBLAS", config: "", threads: 1 };
        return Promise.resolve({ ...info, blas: { used: true, ...library, choice } } as const);
      },
    };
    await runOf(folder, ["done", "done", "failed"], options);
    assert.deepEqual((await readManifest(folder))?.products, measured);
    await runOf(folder, ["done", "done", "done"], options);
    assert.deepEqual(asked, ["measure", measured]);
    assert.deepEqual(started, [measured, measured]);
    // A run of an older version had one library, and goes on with it.
    const older = await Deno.makeTempDir({ dir: folder });
    await runOf(older, ["done", "done", "failed"]);
    await runOf(older, ["done", "done", "done"], options);
    assert.deepEqual(asked.at(-1), {});
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("nothing is done where there is no folder; what another run did is refused", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const plan = planRun(REQUEST, digits());
    assert.equal((await doneJobs(plan, `${folder}/none`)).size, 0);
    await runOf(folder, ["done", "done", "done"]);
    const other = planRun({ ...REQUEST, seed: 1 }, digits());
    await assert.rejects(doneJobs(other, folder), {
      name: "StoreError",
      message: /of another configuration.*seed/,
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a part that runs leaves the whole plan in its folder", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const dataset = digits();
    const whole = planRun(REQUEST, dataset);
    await runBench({ ...whole, jobs: [] }, {
      request: REQUEST,
      info: await useBackend("cpu"),
      start: () => Promise.reject(new Error("there is no job")),
      limit: () => 60,
      results: folder,
      jobs: 1,
      part: "1-of-99",
      whole,
      acceptCode: false,
      notice: () => {},
    });
    const { planned = [] } = (await readManifest(folder))!;
    assert.deepEqual(planned.map(({ name }) => name), whole.jobs.map(({ name }) => name));
    assert.ok(planned.every(({ name, experiment, cells }) => name.startsWith(experiment) && cells > 0));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
