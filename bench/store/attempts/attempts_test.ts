import assert from "node:assert/strict";
import {
  type BenchRecord,
  mergeResults,
  openStore,
  readStore,
  type RecordStatus,
  writeStore,
} from "../mod.ts";
import { attemptId } from "./attempts.ts";
import { testEnvironment, testRecord, withFolder } from "../testing.ts";

/** A cell that took so many milliseconds. */
function timed(id: string, ms: number, changes: Partial<BenchRecord> = {}): BenchRecord {
  return testRecord(id, { timings: [{ name: "gradient-time", unit: "ms", values: [ms] }], ...changes });
}

interface Try {
  readonly records: readonly BenchRecord[];
  /** Whether it ends. @default true */
  readonly ends?: boolean;
  readonly job?: string;
  readonly part?: string;
}

/** One process that works on a job, and may be killed before its end. */
async function attempt(
  folder: string,
  { records, ends = true, job = "timed job", part }: Try,
): Promise<string> {
  await using store = await openStore(folder, { part });
  for (const { environment } of records) {
    await store.describe(
      environment === testEnvironment.id ? testEnvironment : { id: environment, description: {} },
    );
  }
  const own = store.begin(job);
  for (const record of records) await own.append(record);
  if (ends) await own.commit(records.length);
  return own.id;
}

function timesOf({ records }: { readonly records: readonly BenchRecord[] }): Record<string, number> {
  return Object.fromEntries(records.map(({ id, timings }) => [id, timings[0]!.values[0]!]));
}

Deno.test("a job that is resumed under load is timed as a whole: its ratio stays 1.5", () =>
  withFolder(async (folder) => {
    await attempt(folder, { records: [timed("rt", 10)], ends: false }); // killed before r2g2 was timed
    const id = await attempt(folder, { records: [timed("rt", 73), timed("r2g2", 110)] });
    const { records, commits, unfinished, notices } = await readStore(folder);
    const { rt, r2g2 } = timesOf({ records }) as { rt: number; r2g2: number };
    assert.ok(Math.abs(r2g2 / rt - 1.5) < 0.01, `${r2g2} over ${rt}`);
    assert.deepEqual(records.map((record) => record.attempt), [id, id]);
    assert.deepEqual(commits, [{ commit: "timed job", attempt: id, cells: 2, run: "run" }]);
    assert.deepEqual([unfinished, notices], [[], []], "what was done again is no loss");
  }));

Deno.test("a job that is resumed on another machine is that machine's alone: its verdict stays", () =>
  withFolder(async (folder) => {
    const without = { environment: "no blas" };
    await attempt(folder, { records: [timed("rt", 10)], ends: false });
    // Without BLAS all is slower: next to the first machine's RT, R2-G2 would seem to lose.
    await attempt(folder, { records: [timed("rt", 40, without), timed("r2g2", 30, without)] });
    const { records } = await readStore(folder);
    assert.deepEqual(new Set(records.map(({ environment }) => environment)), new Set(["no blas"]));
    const { rt, r2g2 } = timesOf({ records }) as { rt: number; r2g2: number };
    assert.ok(r2g2 < rt);
  }));

Deno.test("a job that did not end is listed and never counted, and runs again", () =>
  withFolder(async (folder) => {
    await attempt(folder, { records: [timed("a", 1)], job: "whole" });
    const id = await attempt(folder, { records: [timed("b", 1), timed("c", 2)], ends: false });
    {
      await using store = await openStore(folder);
      assert.deepEqual([store.has("a"), store.has("b")], [true, false]);
      assert.deepEqual([store.isDone(["a"]), store.isDone(["b", "c"])], [true, false]);
    }
    const { records, unfinished, notices } = await readStore(folder);
    assert.deepEqual([records.map((each) => each.id), unfinished.map((each) => each.id)], [["a"], [
      "b",
      "c",
    ]]);
    assert.deepEqual(notices, [
      `${folder}/records.jsonl:3: left out 2 records of cost on toy: their job did not end (attempt ${id})`,
    ]);
  }));

Deno.test.each<[name: string, first: RecordStatus[], second: RecordStatus[], counts: number]>([
  ["with fewer failures", ["done", "failed"], ["done", "done"], 2],
  ["with fewer failures, though it is older", ["done", "failed"], ["failed", "failed"], 1],
  ["that is newer", ["done", "failed"], ["failed", "done"], 2],
  ["that is newer, though a cell diverged before", ["diverged", "failed"], ["done", "done"], 2],
])("of two whole attempts the one %s counts", (_, first, second, counts) =>
  withFolder(async (folder) => {
    for (const [i, statuses] of [first, second].entries()) {
      const records = statuses.map((status, k) => timed(`${k}`, i + 1, { status }));
      await attempt(folder, { records });
    }
    const { records, notices } = await readStore(folder);
    assert.deepEqual([timesOf({ records }), notices], [{ 0: counts, 1: counts }, []]);
  }));

Deno.test("parts that both did a job: one of the two attempts counts, whole", () =>
  withFolder(async (folder) => {
    await attempt(folder, { records: [timed("a", 1), timed("b", 1)], part: "1-of-2" });
    await attempt(folder, { records: [timed("b", 2), timed("a", 2)], part: "2-of-2" });
    assert.deepEqual(timesOf(await readStore(folder)), { a: 2, b: 2 });
  }));

Deno.test("folders of one run that both did a job: one of the two attempts counts, whole", () =>
  withFolder(async (root) => {
    for (const [i, name] of ["one", "two"].entries()) {
      await attempt(`${root}/${name}`, { records: ["a", "b"].map((id) => timed(id, i + 1)) });
      await attempt(`${root}/${name}`, { records: [timed(name, 9)], job: name });
    }
    const read = async (name: string) => ({
      directory: name,
      content: await readStore(`${root}/${name}`),
      manifest: undefined,
    });
    const folders = [await read("one"), await read("two")];
    for (const order of [folders, folders.toReversed()]) {
      const merged = mergeResults(order);
      assert.deepEqual(timesOf(merged), { a: 2, b: 2, one: 9, two: 9 });
      assert.deepEqual(merged.commits.map(({ commit }) => commit).sort(), ["one", "timed job", "two"]);
    }
  }));

Deno.test("records without attempt each stand for themselves, and give way to an attempt at their job", () =>
  withFolder(async (folder) => {
    const environments = new Map([[testEnvironment.id, testEnvironment]]);
    await writeStore(folder, { records: [timed("a", 1), timed("c", 1)], environments });
    {
      await using store = await openStore(folder);
      assert.deepEqual([store.isDone(["a", "c"]), store.isDone(["a", "b"])], [true, false]);
    }
    await attempt(folder, { records: [timed("a", 2), timed("b", 2)] });
    assert.deepEqual(timesOf(await readStore(folder)), { a: 2, b: 2, c: 1 });
    await using store = await openStore(folder);
    assert.ok(!store.isDone(["b", "c"]), "a job's cells are of one attempt");
  }));

Deno.test("jobs that other code cut differently are not mixed: the newer attempt counts, the older not at all", () =>
  withFolder(async (folder) => {
    await attempt(folder, { records: [timed("a", 1), timed("b", 1)], job: "before" });
    await attempt(folder, { records: [timed("b", 2), timed("c", 2)], job: "after" });
    assert.deepEqual(timesOf(await readStore(folder)), { b: 2, c: 2 });
  }));

Deno.test("an attempt is one machine's, holds a cell once, and ends with all of its cells", () =>
  withFolder(async (folder) => {
    await using store = await openStore(folder);
    await store.describe(testEnvironment);
    const own = store.begin("job");
    await own.append(testRecord("a"));
    await assert.rejects(
      own.append(testRecord("b", { environment: "other" })),
      /^RangeError: record b of job is from/,
    );
    await assert.rejects(own.append(testRecord("a")), /^RangeError: record a is already in/);
    await assert.rejects(own.commit(2), /^RangeError: job ended with 1 records; wanted 2/);
    assert.ok(!store.has("a"));
    await own.commit(1);
    assert.ok(store.has("a"));
  }));

Deno.test("an attempt of which a record is lost, or that two machines made, does not count", () =>
  withFolder(async (folder) => {
    const environments = new Map(["machine", "other"].map((id) => [id, { id, description: {} }]));
    const records = ["a", "b"].map((id) => testRecord(id, { attempt: "1" }));
    const commits = [{ commit: "job", attempt: "1", cells: 3, run: "run" }];
    await writeStore(folder, { records, environments, commits });
    const lost = await readStore(folder);
    assert.deepEqual([lost.records.length, lost.unfinished.length], [0, 2]);
    assert.match(
      lost.notices.join(),
      /:1: left out 2 records of cost on toy: job ended with 3 records \(attempt 1\)/,
    );
    const mixed = [...records, testRecord("c", { attempt: "1", environment: "other" })];
    await writeStore(folder, { records: mixed, environments, commits });
    assert.match((await readStore(folder)).notices.join(), /job was made by 2 machines \(attempt 1\)/);
  }));

Deno.test("ids of attempts sort by their time and are never the same", () => {
  const ids = [1, 255, 1.7e12, 1.8e12].map(attemptId);
  assert.deepEqual(ids.toSorted(), ids);
  assert.equal(new Set(Array.from({ length: 1000 }, () => attemptId(5))).size, 1000);
});
