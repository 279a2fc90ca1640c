import assert from "node:assert/strict";
import {
  claimStore,
  type CodeState,
  configurationHash,
  openStore,
  readManifest,
  readResults,
} from "./mod.ts";
import { testEnvironment, testRecord, withFolder } from "./testing.ts";

const configuration = { suite: "quick", seed: 0 };
const run = configurationHash(configuration);

function code(hash: string): CodeState {
  const content = { deno: "2.9.6", sources: { "models/zoo.ts": hash } };
  return { id: configurationHash(content), ...content };
}

async function append(folder: string, id: string, by: CodeState): Promise<void> {
  await using store = await openStore(folder);
  await store.describe(testEnvironment);
  await store.append(testRecord(id, { run, code: { id: by.id } }));
}

Deno.test("an empty folder is claimed once, and the same claim finds it", () =>
  withFolder(async (folder) => {
    const claims = await Promise.all(
      [1, 2, 3].map(() => claimStore(folder, { configuration, code: code("a") })),
    );
    for (const manifest of claims) assert.deepEqual(manifest, { run, configuration, code: [code("a")] });
    assert.deepEqual(await readManifest(folder), claims[0]);
  }));

Deno.test("what killed processes left behind is removed, and nothing else", () =>
  withFolder(async (folder) => {
    const left = ["run.json.0123abcd.tmp", "run.json.4711.tmp"];
    for (const name of [...left, "notes.tmp"]) await Deno.writeTextFile(`${folder}/${name}`, "{");
    await claimStore(folder, { configuration, code: code("a") });
    const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
    assert.deepEqual(names, ["claim.lock", "notes.tmp", "run.json"]);
  }));

Deno.test("of two runs that claim a folder at once, one has it", () =>
  withFolder(async (folder) => {
    const claims = await Promise.allSettled(
      [0, 1, 2, 3].map((seed) =>
        claimStore(folder, { configuration: { ...configuration, seed }, code: code("a") })
      ),
    );
    const [winner, ...more] = claims.filter((claim) => claim.status === "fulfilled");
    assert.equal(more.length, 0);
    assert.deepEqual(await readManifest(folder), winner!.value);
  }));

Deno.test("another configuration is refused, with what differs", () =>
  withFolder(async (folder) => {
    await claimStore(folder, { configuration, code: code("a") });
    await assert.rejects(
      claimStore(folder, { configuration: { ...configuration, seed: 1 }, code: code("a"), acceptCode: true }),
      {
        name: "StoreError",
        message: /holds run .* not .*--results \(seed is 0 in the first, 1 in the second\)$/,
      },
    );
  }));

Deno.test("other code does not join records unasked; accepted, the manifest and the report name both", () =>
  withFolder(async (folder) => {
    await claimStore(folder, { configuration, code: code("a") });
    await append(folder, "a", code("a"));
    await assert.rejects(claimStore(folder, { configuration, code: code("b") }), {
      name: "StoreError",
      message: /was begun with other code \(changed since: models\/zoo\.ts\): --accept-code resumes/,
    });
    assert.deepEqual((await readManifest(folder))?.code, [code("a")]);
    await claimStore(folder, { configuration, code: code("b"), acceptCode: true });
    await append(folder, "b", code("b"));
    for (const known of ["a", "b"]) await claimStore(folder, { configuration, code: code(known) });
    const { manifests, notices } = await readResults([folder]);
    assert.deepEqual(manifests[0]?.code, [code("a"), code("b")]);
    const [first, second] = [code("a"), code("b")].map(({ id }) => `1 by ${id.slice(0, 12)}`).sort();
    assert.deepEqual(notices, [
      `cost of run ${run} was made by 2 versions of the code: ${first}, ${second} records`,
    ]);
  }));

Deno.test("code that was changed before the first record needs no asking", () =>
  withFolder(async (folder) => {
    await claimStore(folder, { configuration, code: code("a") });
    await claimStore(folder, { configuration, code: code("b") });
    assert.deepEqual((await readManifest(folder))?.code, [code("a"), code("b")]);
  }));

Deno.test("records of an older version, without code, are read, and resume only where it is accepted", () =>
  withFolder(async (folder) => {
    await claimStore(folder, { configuration, code: code("a") });
    await append(folder, "a", code("a"));
    await Deno.writeTextFile(`${folder}/run.json`, JSON.stringify({ run, configuration }));
    assert.equal((await readResults([folder])).records.length, 1);
    const claim = { configuration, code: code("a") };
    await assert.rejects(claimStore(folder, claim), /begun before a run's code was kept: --accept-code/);
    assert.deepEqual((await claimStore(folder, { ...claim, acceptCode: true })).code, [code("a")]);
  }));

for (const file of ["records.jsonl", "records-1-of-2.jsonl", "records.jsonl.gz"]) {
  Deno.test(`no manifest is made in a folder with ${file}`, () =>
    withFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/${file}`, "x\n");
      await assert.rejects(
        claimStore(folder, { configuration, code: code("a"), acceptCode: true }),
        { name: "StoreError", message: /holds records but no run\.json/ },
      );
      assert.equal(await readManifest(folder), undefined);
    }));
}

Deno.test("writer and reader refuse a record of another run than the folder's", () =>
  withFolder(async (folder) => {
    await claimStore(folder, { configuration, code: code("a") });
    await append(folder, "a", code("a"));
    {
      await using store = await openStore(folder);
      await assert.rejects(
        store.append(testRecord("b", { run: "another" })),
        /^StoreError: record b: a record of run/,
      );
    }
    await Deno.rename(`${folder}/run.json`, `${folder}/kept.json`);
    {
      await using store = await openStore(folder);
      await store.append(testRecord("b", { run: "another" }));
    }
    await Deno.rename(`${folder}/kept.json`, `${folder}/run.json`);
    const message = /records\.jsonl:2: a record of run another in the folder of run [0-9a-f]{12}: restore/;
    await assert.rejects(readResults([folder]), { name: "StoreError", message });
    await assert.rejects(openStore(folder), { name: "StoreError", message });
  }));

Deno.test("an edited list of code is refused", () =>
  withFolder(async (folder) => {
    const edited = { ...code("a"), sources: { "models/zoo.ts": "b" } };
    await Deno.writeTextFile(`${folder}/run.json`, JSON.stringify({ run, configuration, code: [edited] }));
    await assert.rejects(readManifest(folder), /code [0-9a-f]+ has another hash: it was edited/);
    await Deno.writeTextFile(`${folder}/run.json`, JSON.stringify({ run, configuration, code: [null] }));
    await assert.rejects(readManifest(folder), /not a run's configuration/);
  }));
