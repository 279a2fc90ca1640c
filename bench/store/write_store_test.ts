import assert from "node:assert/strict";
import { configurationHash, openStore, readManifest, readStore, StoreError, writeStore } from "./mod.ts";
import { testEnvironment, testRecord, withFolder } from "./testing.ts";

const environments = new Map(
  [testEnvironment, { id: "unused", description: {} }].map((each) => [each.id, each]),
);
const configuration = { seed: 3 };
const code = { deno: "2.9.6", sources: { "models/zoo.ts": "0" } };
const run = configurationHash(configuration);
const manifest = { run, configuration, code: [{ id: configurationHash(code), ...code }] };
const records = ["b", "a"].map((id) => testRecord(id, { run, reason: `ü ${"x".repeat(300_000)}` }));

for (const compress of [false, true]) {
  Deno.test(`a whole store is read back, ${compress ? "compressed" : "plain"}, twice the same bytes`, () =>
    withFolder(async (folder) => {
      for (const name of ["one", "two"]) {
        const count = await writeStore(`${folder}/${name}`, { records, environments, manifest }, {
          compress,
        });
        assert.equal(count, 2);
      }
      const content = await readStore(`${folder}/one`);
      assert.deepEqual(content.records, records.map((record) => JSON.parse(JSON.stringify(record))));
      assert.deepEqual(
        [...content.environments.keys()],
        [testEnvironment.id],
        "only machines that were used",
      );
      assert.deepEqual(await readManifest(`${folder}/one`), manifest);
      const name = compress ? "records.jsonl.gz" : "records.jsonl";
      assert.deepEqual(
        await Deno.readFile(`${folder}/one/${name}`),
        await Deno.readFile(`${folder}/two/${name}`),
      );
    }));
}

Deno.test("the other form is replaced; nothing can be added to an archive", () =>
  withFolder(async (folder) => {
    await writeStore(folder, { records, environments });
    await writeStore(folder, { records, environments }, { compress: true });
    const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
    assert.deepEqual(names, ["environments.jsonl", "records.jsonl.gz"]);
    await assert.rejects(
      openStore(folder),
      (error) =>
        error instanceof StoreError && /is an archive .*another folder with --results/.test(error.message),
    );
    await Deno.writeTextFile(`${folder}/records.jsonl`, "");
    await assert.rejects(readStore(folder), /holds records\.jsonl and records\.jsonl\.gz: move one/);
  }));

const refused: [string, Parameters<typeof writeStore>[1], RegExp][] = [
  ["a value that JSON cannot hold", {
    records: [testRecord("n", { metrics: [{ name: "m", unit: "1", values: [NaN] }] })],
    environments,
  }, /record n is not valid: metrics\.0\.values: value 0 is NaN/],
  ["an unknown machine", { records, environments: new Map() }, /environment machine, which is not given/],
];
for (const [name, store, message] of refused) {
  Deno.test(`${name} leaves the old store as it was`, () =>
    withFolder(async (folder) => {
      await writeStore(folder, { records, environments });
      const before = await Deno.readTextFile(`${folder}/records.jsonl`);
      await assert.rejects(writeStore(folder, store), message);
      assert.equal(await Deno.readTextFile(`${folder}/records.jsonl`), before);
      assert.equal((await Array.fromAsync(Deno.readDir(folder))).length, 2, "no temporary file is left");
    }));
}
