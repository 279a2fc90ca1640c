import assert from "node:assert/strict";
import { openStore, readResults, readStore, StoreBusyError, StoreError, writeStore } from "./mod.ts";
import { testEnvironment, testRecord, withFolder } from "./testing.ts";

const [PART_1, PART_2] = [{ part: "1-of-2" }, { part: "2-of-2" }];

async function add(
  folder: string,
  ids: readonly string[],
  options: Parameters<typeof openStore>[1],
): Promise<void> {
  await using store = await openStore(folder, options);
  await store.describe({ ...testEnvironment, id: options?.part ?? "alone" });
  for (const id of ids) await store.append(testRecord(id, { environment: options?.part ?? "alone" }));
}

Deno.test("parts write at the same time, each its own files; a reader takes all", () =>
  withFolder(async (folder) => {
    await Promise.all([add(folder, ["a", "c"], PART_1), add(folder, ["b"], PART_2)]);
    await add(folder, ["d"], {});
    const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
    assert.deepEqual(names.filter((name) => name.startsWith("records")).sort(), [
      "records-1-of-2.jsonl",
      "records-2-of-2.jsonl",
      "records.jsonl",
    ]);
    const { records, environments, notices } = await readStore(folder);
    assert.deepEqual(records.map(({ id, environment }) => [id, environment]).sort(), [
      ["a", "1-of-2"],
      ["b", "2-of-2"],
      ["c", "1-of-2"],
      ["d", "alone"],
    ]);
    assert.deepEqual([[...environments.keys()].sort(), notices], [["1-of-2", "2-of-2", "alone"], []]);
    assert.equal((await readResults([folder])).records.length, 4);
  }));

Deno.test("a part knows what other parts have done, and tries again what failed there", () =>
  withFolder(async (folder) => {
    await add(folder, ["a"], PART_1);
    {
      await using store = await openStore(folder, PART_1);
      await store.append(testRecord("b", { status: "failed", reason: "no memory", environment: "1-of-2" }));
    }
    await using store = await openStore(folder, PART_2);
    await store.describe(testEnvironment);
    assert.deepEqual(["a", "b", "c"].map((id) => store.isFinal(id)), [true, false, false]);
    await assert.rejects(store.append(testRecord("a")), /record a is already in/);
    await store.append(testRecord("b"));
    assert.deepEqual((await readStore(folder)).records.map(({ id, status }) => [id, status]), [
      ["a", "done"],
      ["b", "done"],
    ]);
  }));

Deno.test("what two parts both did is told, and counts once", () =>
  withFolder(async (folder) => {
    {
      await using one = await openStore(folder, PART_1);
      await using two = await openStore(folder, PART_2);
      for (const store of [one, two]) {
        await store.describe(testEnvironment);
        await store.append(testRecord("a"));
      }
    }
    const { records, notices } = await readStore(folder);
    assert.equal(records.length, 1);
    assert.match(notices.join(), /^[^,]*records-2-of-2\.jsonl:1: left out a repeated record a$/);
  }));

Deno.test("a part has one writer; who writes the whole has the folder for itself", () =>
  withFolder(async (folder) => {
    const busy = (error: unknown) => error instanceof StoreBusyError;
    {
      await using _one = await openStore(folder, PART_1);
      await using _two = await openStore(folder, PART_2);
      await assert.rejects(openStore(folder, PART_1), busy);
      await assert.rejects(openStore(folder), busy);
    }
    await using _whole = await openStore(folder);
    await assert.rejects(openStore(folder, PART_1), busy);
  }));

Deno.test("a damaged line of another part is told with its file", () =>
  withFolder(async (folder) => {
    await add(folder, ["a"], PART_1);
    const path = `${folder}/records-1-of-2.jsonl`;
    await Deno.writeTextFile(path, (await Deno.readTextFile(path)).replace("toy", "tox"));
    const told = { name: StoreError.name, message: /records-1-of-2\.jsonl:1: the line was changed/ };
    await assert.rejects(openStore(folder, PART_2), told);
    await assert.rejects(readStore(folder), told);
    await (await openStore(`${folder}/other`, PART_2)).close(); // and no lock is left
    await Deno.remove(path);
    await (await openStore(folder, PART_2)).close();
  }));

Deno.test("a shard that shares no job with its division's others does not read them, but all else", () =>
  withFolder(async (folder) => {
    const all = { "2-of-2": "a", "12-of-21": "b", "job-1": "c", "1-of-3": "d" };
    for (const [part, id] of Object.entries(all)) {
      await using store = await openStore(folder, { part });
      await store.describe(testEnvironment);
      await store.append(testRecord(id));
    }
    const alone = { ...PART_1, disjoint: true };
    const known = async (options: Parameters<typeof openStore>[1]) => {
      await using store = await openStore(folder, options);
      return [..."abcd"].filter((id) => store.has(id)).join("");
    };
    assert.deepEqual([await known(alone), await known(PART_1)], ["bcd", "abcd"]);
    await Deno.writeTextFile(`${folder}/records-2-of-2.jsonl`, "{}\n");
    assert.equal(await known(alone), "bcd");
    await assert.rejects(known(PART_1), /records-2-of-2\.jsonl:1: the line was changed/);
  }));

Deno.test("a whole store takes the place of parts", () =>
  withFolder(async (folder) => {
    await add(folder, ["a"], PART_1);
    await add(folder, ["b"], PART_2);
    const { records, environments } = await readStore(folder);
    await writeStore(folder, { records, environments });
    const read = await readStore(folder);
    assert.deepEqual([read.records, read.notices], [records, []]);
    assert.deepEqual([...read.environments.keys()].sort(), ["1-of-2", "2-of-2"]);
  }));

Deno.test("a part that is not a file name is refused", () =>
  withFolder((folder) =>
    assert.rejects(openStore(folder, { part: "../1" }), { name: "RangeError", message: /part is "\.\.\/1"/ })
  ));
