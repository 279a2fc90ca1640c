import assert from "node:assert/strict";
import { openStore, readStore } from "./mod.ts";
import { oldLine, testEnvironment, testRecord, withFolder } from "./testing.ts";
import { upgradeRecord } from "./upgrade.ts";

Deno.test.each<[status: string, reason: string | undefined, now: string]>([
  ["done", undefined, "done"],
  ["skipped", "vae1 diverged at step 7: no such layer", "skipped"],
  ["failed", "vae1 diverged at step 7: loss NaN", "diverged"],
  ["failed", "no memory", "failed"],
  ["failed", undefined, "failed"],
])("version 1, %s for %j, is %s", (status, reason, now) => {
  const entry = { schema: 1, id: "a", status, ...(reason === undefined ? {} : { reason }) };
  assert.deepEqual(upgradeRecord(entry), { ...entry, schema: 2, status: now });
});

Deno.test("the present version stays as it is", () => {
  const entry = { schema: 2, status: "failed", reason: "vae1 diverged at step 7" };
  assert.equal(upgradeRecord(entry), entry);
});

Deno.test("a folder of version 1 is read, and continues in the present one", () =>
  withFolder(async (folder) => {
    const reason = "vae1 diverged at step 7: loss NaN";
    const old = ["a", "b"].map((id) => ({ ...testRecord(id), schema: 1, status: "failed", reason }));
    await Deno.writeTextFile(`${folder}/environments.jsonl`, oldLine(testEnvironment) + "\n");
    await Deno.writeTextFile(
      `${folder}/records.jsonl`,
      old.map((record) => oldLine(record) + "\n").join(""),
    );
    {
      await using store = await openStore(folder);
      assert.deepEqual([store.status("a"), store.isFinal("a")], ["diverged", true]);
      await store.append(testRecord("c"));
    }
    const { records } = await readStore(folder);
    assert.deepEqual(records.map(({ schema, status }) => [schema, status]), [
      [2, "diverged"],
      [2, "diverged"],
      [2, "done"],
    ]);
  }));
