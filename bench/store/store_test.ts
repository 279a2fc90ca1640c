import assert from "node:assert/strict";
import { openStore, readStore, Store, StoreBusyError } from "./mod.ts";
import { testEnvironment, testRecord, withFolder } from "./testing.ts";

Deno.test("what is appended is read back, bit for bit", () =>
  withFolder(async (folder) => {
    const values = [0.1, 2 ** -1074, 1.7976931348623157e308, 1 / 3];
    const record = testRecord("a", { metrics: [{ name: "m", unit: "ms", at: { step: 3 }, values }] });
    await filled(folder, [record, testRecord("b", { status: "diverged", reason: "diverged at step 7" })]);
    const { records, environments, notices } = await readStore(folder);
    assert.deepEqual(records[0], record);
    assert.deepEqual(records.map((each) => [each.id, each.status]), [["a", "done"], ["b", "diverged"]]);
    assert.deepEqual(environments.get("machine"), testEnvironment);
    assert.deepEqual(notices, []);
  }));

Deno.test("a reopened store knows its ids and describes an environment once", () =>
  withFolder(async (folder) => {
    await filled(folder, [testRecord("a", { status: "skipped", reason: "no scale" })]);
    await using store = await openStore(folder);
    await store.describe(testEnvironment);
    assert.deepEqual([store.has("a"), store.has("b"), store.status("a")], [true, false, "skipped"]);
    assert.equal((await Deno.readTextFile(`${folder}/environments.jsonl`)).split("\n").length, 2);
  }));

Deno.test("a torn last line is removed with a notice, and the cell can run again", () =>
  withFolder(async (folder) => {
    await filled(folder, [testRecord("a")]);
    await Deno.writeTextFile(`${folder}/records.jsonl`, '{"schema":1,"id":"b', { append: true });
    await using store = await openStore(folder);
    assert.match(store.notices.join(), /records\.jsonl: removed a torn last line of 19 bytes/);
    await store.append(testRecord("b"));
    assert.deepEqual((await readStore(folder)).records.map(({ id }) => id), ["a", "b"]);
  }));

Deno.test("a second writer is refused until the first is closed", () =>
  withFolder(async (folder) => {
    const first = await openStore(folder);
    await assert.rejects(openStore(folder), (error: Error) => {
      assert.ok(error instanceof StoreBusyError);
      assert.match(error.message, new RegExp(`is being written by process ${Deno.pid}: wait`));
      return true;
    });
    await first.close();
    await (await openStore(folder)).close();
  }));

Deno.test("a lock file left by a dead process does not block", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/writer.lock`, "999999999\n");
    const store = await openStore(folder);
    assert.ok(store instanceof Store);
    await store.close();
  }));

const invalid = {
  "NaN among the values": testRecord("n", { metrics: [{ name: "m", unit: "1", values: [1, NaN] }] }),
  "infinity in an option": testRecord("n", { options: { tolerance: Infinity } }),
  "an unknown status": testRecord("n", { status: "maybe" as "done" }),
  "a fractional seed": testRecord("n", { seed: 0.5 }),
};
for (const [name, record] of Object.entries(invalid)) {
  Deno.test(`a record with ${name} is never stored`, () =>
    withFolder(async (folder) => {
      await using store = await openStore(folder);
      await store.describe(testEnvironment);
      await assert.rejects(
        store.append(record),
        /^TypeError: record n is not valid: (metrics|options|status|seed)/,
      );
      assert.ok(!store.has("n"));
      assert.equal(await Deno.readTextFile(`${folder}/records.jsonl`), "");
    }));
}

Deno.test("a repeated id and an environment without description are refused", () =>
  withFolder(async (folder) => {
    await using store = await openStore(folder);
    await assert.rejects(store.append(testRecord("a")), /environment machine, which is not described/);
    await store.describe(testEnvironment);
    const outcomes = await Promise.allSettled([store.append(testRecord("a")), store.append(testRecord("a"))]);
    assert.deepEqual(outcomes.map(({ status }) => status), ["fulfilled", "rejected"]);
    assert.equal((await readStore(folder)).records.length, 1);
  }));

const FAILED = { status: "failed", reason: "RangeError: no memory for a site" } as const;
const SKIPPED = { status: "skipped", reason: "no such layer" } as const;
const DIVERGED = { status: "diverged", reason: "vae1 diverged at step 7: loss NaN" } as const;

Deno.test("a failure may be tried again, in this process or a later one; a divergence stands", () =>
  withFolder(async (folder) => {
    await filled(folder, [testRecord("a", FAILED), testRecord("b", DIVERGED), testRecord("c", SKIPPED)]);
    {
      await using store = await openStore(folder);
      assert.deepEqual(["a", "b", "c", "d"].map((id) => store.isFinal(id)), [false, true, true, false]);
      for (const id of ["b", "c"]) await assert.rejects(store.append(testRecord(id)), /is already in/);
      await store.append(testRecord("a", { ...FAILED, reason: "no memory again" }));
      await store.append(testRecord("a"));
      assert.deepEqual([store.status("a"), store.isFinal("a")], ["done", true]);
      await assert.rejects(store.append(testRecord("a", FAILED)), /is already in/);
    }
    await using reopened = await openStore(folder);
    assert.deepEqual(["a", "b", "c"].map((id) => reopened.status(id)), ["done", "diverged", "skipped"]);
    const { records, notices } = await readStore(folder);
    assert.deepEqual(records.map(({ id, status }) => [id, status]), [["a", "done"], ["b", "diverged"], [
      "c",
      "skipped",
    ]]);
    assert.deepEqual(notices, []);
  }));

async function filled(folder: string, records: Parameters<Store["append"]>[0][]): Promise<void> {
  await using store = await openStore(folder);
  await store.describe(testEnvironment);
  for (const record of records) await store.append(record);
}
