import assert from "node:assert/strict";
import { openStore, readResults, writeManifest } from "./mod.ts";
import { testEnvironment, testRecord, withFolder } from "./testing.ts";

async function store(directory: string, ids: readonly string[], configuration = { seed: 0 }): Promise<void> {
  const { run } = await writeManifest(directory, configuration);
  await using writer = await openStore(directory);
  await writer.describe(testEnvironment);
  for (const id of ids) await writer.append(testRecord(id, { run }));
}

Deno.test("folders are read one by one, or as the folder that they lie in", () =>
  withFolder(async (root) => {
    await store(`${root}/one`, ["a", "b"]);
    await store(`${root}/two`, ["b", "c"]);
    await Deno.mkdir(`${root}/notes`);
    for (const directories of [[`${root}/one`, `${root}/two`], [root]]) {
      const { records, manifests, environments } = await readResults(directories);
      assert.deepEqual(records.map(({ id }) => id).sort(), ["a", "b", "c"]);
      assert.deepEqual([manifests.length, environments.size], [1, 1]);
    }
    assert.equal((await readResults([`${root}/one`])).records.length, 2);
  }));

Deno.test("a store that holds stores is itself alone", () =>
  withFolder(async (root) => {
    await store(root, ["a"]);
    await store(`${root}/inside`, ["b"]);
    assert.deepEqual((await readResults([root])).records.map(({ id }) => id), ["a"]);
  }));

Deno.test("folders that do not fit, hold nothing or are not there are refused", () =>
  withFolder(async (root) => {
    await store(`${root}/one`, ["a"]);
    await store(`${root}/two`, ["b"], { seed: 1 });
    await assert.rejects(readResults([root]), /cannot merge .*one and .*two: seed is 0 in the first, 1 in/);
    await assert.rejects(readResults([`${root}/one`, `${root}/none`]), /none\/records\.jsonl does not exist/);
    await assert.rejects(readResults([]), /no results folder was named/);
  }));
