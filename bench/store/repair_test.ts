import assert from "node:assert/strict";
import {
  archiveResults,
  openStore,
  readManifest,
  readStore,
  recordHash,
  repairStore,
  StoreBusyError,
  writeManifest,
} from "./mod.ts";
import { oldLine, testEnvironment, testRecord, withFolder } from "./testing.ts";

/** Two jobs of two cells each, six lines; their texts. */
async function sixLines(folder: string): Promise<string[]> {
  const { run } = await writeManifest(folder, { seed: 0 });
  await using store = await openStore(folder);
  await store.describe(testEnvironment);
  for (const job of ["one", "two"]) {
    const attempt = store.begin(job);
    for (const cell of ["a", "b"]) await attempt.append(testRecord(`${job} ${cell}`, { run }));
    await attempt.commit(2);
  }
  return (await Deno.readTextFile(`${folder}/records.jsonl`)).trim().split("\n");
}

const quarantined = async (path: string) =>
  (await Deno.readTextFile(path)).trim().split("\n").map((line) => JSON.parse(line));

Deno.test("a folder that is whole is left as it is", () =>
  withFolder(async (folder) => {
    await sixLines(folder);
    const before = await Deno.readFile(`${folder}/records.jsonl`);
    assert.deepEqual(await repairStore(folder), []);
    assert.deepEqual(await Deno.readFile(`${folder}/records.jsonl`), before);
  }));

Deno.test.each<
  [name: string, change: (lines: string[]) => string, reasons: [number, RegExp][], gaps: number[]]
>([
  ["an edited line", (lines) => lines.join("\n").replace("0.1,", "0.2,") + "\n", [[
    1,
    /^the line was changed/,
  ]], []],
  ["no JSON", (lines) => lines.with(1, "{").join("\n") + "\n", [[2, /^not JSON/]], []],
  ["a deleted line", (lines) => lines.toSpliced(1, 1).join("\n") + "\n", [], [2]],
  [
    "a repeated line",
    (lines) => lines.toSpliced(2, 0, lines[1]!).join("\n") + "\n",
    [[3, /repeats one/]],
    [],
  ],
  ["a torn tail", (lines) => lines.join("\n") + '\n{"a', [[7, /^a torn last line/]], []],
  [
    "a record of another run",
    (lines) => [oldLine(testRecord("x", { run: "other" })), ...lines].join("\n") + "\n",
    [[1, /^a record of run other/]],
    [],
  ],
  [
    "a record of an unknown machine",
    (lines) =>
      [
        lines[0],
        oldLine({
          ...JSON.parse(lines[1]!),
          id: "x",
          environment: "gone",
          prev: undefined,
          sha256: undefined,
        }),
        ...lines.slice(1),
      ].join("\n") + "\n",
    [[2, /^environment gone is not described/]],
    [],
  ],
])(
  "with %s the rest is kept, and what left it is named",
  (_, change, reasons, gaps) =>
    withFolder(async (folder) => {
      const lines = await sixLines(folder);
      const path = `${folder}/records.jsonl`;
      const whole = (await readStore(folder)).records;
      await Deno.writeTextFile(path, change(lines));
      const [found, ...others] = await repairStore(folder);
      assert.deepEqual([found!.path, found!.gaps, others], [path, gaps, []]);
      assert.deepEqual(found!.moved.map(({ line }) => line), reasons.map(([line]) => line));
      for (const [i, [, reason]] of reasons.entries()) assert.match(found!.moved[i]!.reason, reason);
      if (reasons.length > 0) {
        const kept = await quarantined(`${folder}/quarantine-records.jsonl`);
        assert.deepEqual(
          kept.map(({ file, line }) => [file, line]),
          reasons.map(([line]) => ["records.jsonl", line]),
        );
      }
      const { records } = await readStore(folder);
      const right = new Set(whole.map(recordHash));
      assert.ok(records.every((record) => right.has(recordHash(record))), "what is kept is what was written");
      assert.ok(
        records.filter(({ id }) => id.startsWith("two")).length === 2,
        "the job that is whole counts",
      );
      assert.deepEqual(await repairStore(folder), [], "repaired is repaired");
      await (await openStore(folder)).close();
    }),
);

Deno.test("a job that lost a record does not count, and its other records stay", () =>
  withFolder(async (folder) => {
    const lines = await sixLines(folder);
    await Deno.writeTextFile(`${folder}/records.jsonl`, lines.with(0, "x").join("\n") + "\n");
    await repairStore(folder);
    const { records, unfinished } = await readStore(folder);
    assert.deepEqual([records.map(({ id }) => id), unfinished.map(({ id }) => id)], [["two a", "two b"], [
      "one b",
    ]]);
  }));

Deno.test("damaged machines and manifests are set aside too", () =>
  withFolder(async (folder) => {
    await sixLines(folder);
    await Deno.writeTextFile(`${folder}/environments.jsonl`, "x\n");
    await Deno.writeTextFile(`${folder}/run.json`, '{"run":');
    const found = await repairStore(folder);
    assert.deepEqual(found.map(({ path, moved }) => [path.slice(folder.length + 1), moved.length]), [
      ["run.json", 1],
      ["environments.jsonl", 1],
      ["records.jsonl", 4],
    ]);
    assert.equal(await readManifest(folder), undefined);
    assert.deepEqual((await quarantined(`${folder}/quarantine-run.jsonl`)).map(({ text }) => text), [
      '{"run":',
    ]);
    assert.equal((await readStore(folder)).records.length, 0);
  }));

Deno.test("an archive that is cut off gives what it has", () =>
  withFolder(async (root) => {
    await sixLines(`${root}/a`);
    const { folders: [folder = ""] } = await archiveResults(`${root}/kept`, [`${root}/a`]);
    const path = `${folder}/records.jsonl.gz`;
    const bytes = await Deno.readFile(path);
    await Deno.writeFile(path, bytes.subarray(0, bytes.length - 8));
    const [found] = await repairStore(folder);
    assert.match(found!.moved[0]!.reason, /^not a whole gzip file/);
    const { records, unfinished } = await readStore(folder);
    assert.ok(found!.kept > 0);
    const ids = ["one a", "one b", "two a", "two b"].slice(0, found!.kept);
    assert.deepEqual([...records, ...unfinished].map(({ id }) => id), ids);
  }));

Deno.test("a kill before the file is replaced loses nothing: the next repair sets aside once", () =>
  withFolder(async (folder) => {
    const lines = await sixLines(folder);
    const path = `${folder}/records.jsonl`;
    await Deno.writeTextFile(path, lines.with(0, "x").join("\n") + "\n");
    const damaged = await Deno.readFile(path);
    const real = Deno.rename;
    let renames = 0;
    Deno.rename = (...args) => renames++ === 1 ? Promise.reject(new Error("killed")) : real(...args);
    try {
      await assert.rejects(repairStore(folder), /killed/);
    } finally {
      Deno.rename = real;
    }
    assert.deepEqual(await Deno.readFile(path), damaged);
    await repairStore(folder);
    assert.equal((await quarantined(`${folder}/quarantine-records.jsonl`)).length, 1);
    assert.equal((await readStore(folder)).records.length, 2);
  }));

Deno.test("nobody repairs what somebody writes, or what is not a store", () =>
  withFolder(async (folder) => {
    await assert.rejects(repairStore(folder), /holds no records: name a results folder/);
    await using _store = await openStore(folder);
    await assert.rejects(repairStore(folder), StoreBusyError);
  }));
