import assert from "node:assert/strict";
import {
  archiveResults,
  configurationHash,
  openStore,
  readResults,
  recordHash,
  writeManifest,
} from "./mod.ts";
import { testEnvironment, testRecord, withFolder } from "./testing.ts";

/** A store of a run with so many cells of one experiment. */
async function writeRun(directory: string, experiment: string, cells: number): Promise<void> {
  const configuration = { seed: 0, experiments: { [experiment]: {} } };
  const { run } = await writeManifest(directory, configuration);
  await using store = await openStore(directory);
  await store.describe(testEnvironment);
  for (let i = 0; i < cells; i++) {
    const values = Array.from({ length: 50 }, (_, k) => Math.sin(k + i) / 3);
    await store.append(testRecord(configurationHash([run, i]), {
      ...{ run, experiment, metrics: [{ name: "m", unit: "1", values }] },
    }));
  }
}

Deno.test("an archive reads as the folders that it is of, record by record, and is smaller", () =>
  withFolder(async (root) => {
    await writeRun(`${root}/a`, "cost", 20);
    await writeRun(`${root}/b`, "training", 3);
    const results = await readResults([`${root}/a`, `${root}/b`]);
    const folders = await archiveResults(`${root}/kept`, results);
    assert.equal(folders.length, 2);
    const kept = await readResults([`${root}/kept`]);
    assert.deepEqual(kept.records.map(recordHash).sort(), results.records.map(recordHash).sort());
    assert.deepEqual([kept.manifests, kept.environments], [results.manifests, results.environments]);
    const size = async (path: string) => (await Deno.stat(path)).size;
    const run = results.records.find(({ experiment }) => experiment === "cost")?.run.slice(0, 12);
    assert.ok(
      await size(`${root}/kept/${run}/records.jsonl.gz`) < 0.6 * await size(`${root}/a/records.jsonl`),
    );
  }));

Deno.test("the same records give the same archive, in whatever order they come", () =>
  withFolder(async (root) => {
    await writeRun(`${root}/a`, "cost", 5);
    const results = await readResults([`${root}/a`]);
    const [one = ""] = await archiveResults(`${root}/one`, results);
    const [two = ""] = await archiveResults(`${root}/two`, {
      ...results,
      records: [...results.records].reverse(),
    });
    for (const name of ["records.jsonl.gz", "environments.jsonl", "run.json"]) {
      assert.deepEqual(await Deno.readFile(`${one}/${name}`), await Deno.readFile(`${two}/${name}`), name);
    }
  }));
