import assert from "node:assert/strict";
import {
  archiveResults,
  configurationHash,
  openStore,
  readManifest,
  readResults,
  readStore,
  recordHash,
  writeManifest,
  writeStore,
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
    const { folders, records } = await archiveResults(`${root}/kept`, [`${root}/a`, `${root}/b`]);
    assert.equal(records, 23);
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
    const { environments, ...results } = await readStore(`${root}/a`);
    const manifest = await readManifest(`${root}/a`);
    await writeStore(`${root}/b`, { environments, manifest, records: results.records.toReversed() });
    const { folders: [one = ""] } = await archiveResults(`${root}/one`, [`${root}/a`]);
    const { folders: [two = ""] } = await archiveResults(`${root}/two`, [`${root}/b`]);
    for (const name of ["records.jsonl.gz", "environments.jsonl", "run.json"]) {
      assert.deepEqual(await Deno.readFile(`${one}/${name}`), await Deno.readFile(`${two}/${name}`), name);
    }
  }));

/** A folder of one run, whose attempt at a job has the cells that are named, and may not have ended. */
async function writeAttempt(
  directory: string,
  ids: readonly string[],
  { cost = {}, ends = true, job = "job" }: { cost?: object; ends?: boolean; job?: string } = {},
): Promise<void> {
  const { run } = await writeManifest(directory, { seed: 0, experiments: { cost } });
  await using store = await openStore(directory);
  await store.describe(testEnvironment);
  const attempt = store.begin(job);
  for (const id of ids) await attempt.append(testRecord(id, { run }));
  if (ends) await attempt.commit(ids.length);
}

/** Ids of all that the folders inside a folder hold, whether it counts or not. */
async function idsIn(directory: string): Promise<string[]> {
  const names = (await Array.fromAsync(Deno.readDir(directory))).map(({ name }) => name);
  const contents = await Promise.all(names.map((name) => readStore(`${directory}/${name}`)));
  return contents.flatMap(({ records, unfinished }) => [...records, ...unfinished].map(({ id }) => id))
    .sort();
}

Deno.test("no id is lost: runs of the same experiment, shards, attempts that did not end, what was archived before", () =>
  withFolder(async (root) => {
    const from = `${root}/from`;
    await writeAttempt(`${from}/1`, ["a", "b"]);
    await writeAttempt(`${from}/2`, ["c"], { cost: { rounds: 9 } }); // of another run, with fewer cells
    await writeAttempt(`${from}/3`, ["d"], { job: "second" });
    await writeAttempt(`${from}/4`, ["e", "f"], { job: "third", ends: false });
    const out = `${root}/kept`;
    const first = await archiveResults(out, [`${from}/3`]);
    assert.deepEqual([first.folders.length, first.records], [1, 1]);
    const { folders } = await archiveResults(out, ["1", "2", "4"].map((name) => `${from}/${name}`));
    assert.equal(folders.length, 2);
    assert.deepEqual(await idsIn(out), ["a", "b", "c", "d", "e", "f"]);
    const counts = (await readResults([out])).records.map(({ id }) => id).sort();
    assert.deepEqual(
      counts,
      ["a", "b", "d"],
      "of the two runs the one with more cells; no attempt that did not end",
    );
    const before = await Deno.readFile(`${folders[0]}/records.jsonl.gz`);
    await archiveResults(out, [from]);
    assert.deepEqual(
      await Deno.readFile(`${folders[0]}/records.jsonl.gz`),
      before,
      "archived twice is archived once",
    );
  }));

Deno.test("an archive whose lines were deleted or moved is refused", () =>
  withFolder(async (root) => {
    await writeAttempt(`${root}/a`, ["a", "b", "c"]);
    const { folders: [folder = ""] } = await archiveResults(`${root}/kept`, [`${root}/a`]);
    const path = `${folder}/records.jsonl.gz`;
    const packed = new Blob([await Deno.readFile(path)]).stream().pipeThrough(
      new DecompressionStream("gzip"),
    );
    const lines = (await new Response(packed).text()).trim().split("\n");
    for (const changed of [lines.toSpliced(1, 1), [lines[1]!, lines[0]!, ...lines.slice(2)]]) {
      const text = new Blob([changed.join("\n") + "\n"]).stream().pipeThrough(new CompressionStream("gzip"));
      await Deno.writeFile(path, text);
      await assert.rejects(readResults([folder]), /records\.jsonl\.gz:[12]: the line does not follow/);
    }
  }));

Deno.test("a folder with other things than a store is not replaced", () =>
  withFolder(async (root) => {
    await writeAttempt(`${root}/a`, ["a"]);
    const { folders: [folder = ""] } = await archiveResults(`${root}/kept`, [`${root}/a`]);
    await Deno.writeTextFile(`${folder}/notes.md`, "mine");
    await assert.rejects(
      archiveResults(`${root}/kept`, [`${root}/a`]),
      /holds notes\.md, which is not a store's: move it/,
    );
    assert.equal(await Deno.readTextFile(`${folder}/notes.md`), "mine");
  }));
