import assert from "node:assert/strict";
import {
  cellsHash,
  claimStore,
  configurationHash,
  openStore,
  type PlannedJob,
  readManifest,
  readResults,
  writeManifest,
} from "./mod.ts";
import { oldLine, testEnvironment, testRecord, withFolder } from "./testing.ts";

const code = { deno: "2.9.6", sources: { "models/zoo.ts": "0" } };
const own = { ...code, id: configurationHash(code) };
const configuration = { suite: "quick", seed: 0, experiments: { cost: {}, training: {} } };

/** A job whose cells are named like it. */
function planned(name: string, cells: number, experiment = "cost"): PlannedJob {
  return { name, experiment, seconds: 1, timed: true, cells, ids: cellsHash(idsOf(name, cells)) };
}

const idsOf = (name: string, cells: number) => Array.from({ length: cells }, (_, i) => `${name}${i}`);

const PLAN = [planned("a", 2), planned("b", 1), planned("c", 3, "training")];

async function run(
  folder: string,
  { name, experiment, cells }: PlannedJob,
  { ends = true, run = configurationHash(configuration) } = {},
): Promise<void> {
  await using store = await openStore(folder);
  await store.describe(testEnvironment);
  const attempt = store.begin(name);
  for (const id of idsOf(name, cells)) await attempt.append(testRecord(id, { experiment, run }));
  if (ends) await attempt.commit(cells);
}

Deno.test("a folder tells of each experiment what is done and which jobs are not", () =>
  withFolder(async (folder) => {
    await claimStore(folder, { configuration, code: own, planned: PLAN });
    assert.deepEqual((await readManifest(folder))!.planned, PLAN);
    await run(folder, PLAN[0]!);
    await run(folder, PLAN[1]!, { ends: false });
    assert.deepEqual((await readResults([folder])).completeness, [
      { experiment: "cost", planned: 3, present: 2, missing: [{ name: "b", cells: 1 }] },
      { experiment: "training", planned: 3, present: 0, missing: [{ name: "c", cells: 3 }] },
    ]);
    for (const job of PLAN.slice(1)) await run(folder, job);
    const { completeness } = await readResults([folder]);
    assert.deepEqual(completeness.map(({ present, missing }) => [present, missing]), [[3, []], [3, []]]);
  }));

Deno.test("a job that has other cells now is not done", () =>
  withFolder(async (folder) => {
    await claimStore(folder, { configuration, code: own, planned: [planned("a", 2)] });
    await run(folder, planned("a", 1));
    assert.deepEqual((await readResults([folder])).completeness[0]!.missing, [{ name: "a", cells: 2 }]);
  }));

Deno.test("with other code the plan is that code's", () =>
  withFolder(async (folder) => {
    await claimStore(folder, { configuration, code: own, planned: PLAN });
    await run(folder, PLAN[0]!);
    const changed = { deno: "2.9.6", sources: { "models/zoo.ts": "1" } };
    const other = { ...changed, id: configurationHash(changed) };
    const next = [...PLAN, planned("d", 4)];
    await assert.rejects(claimStore(folder, { configuration, code: other, planned: next }), /--accept-code/);
    assert.deepEqual((await readManifest(folder))!.planned, PLAN);
    const { planned: kept } = await claimStore(folder, {
      configuration,
      code: other,
      planned: next,
      acceptCode: true,
    });
    assert.deepEqual([kept, (await readManifest(folder))!.planned], [next, next]);
  }));

Deno.test("records of a version without plans say nothing of what is missing, also when they are resumed", () =>
  withFolder(async (folder) => {
    await writeManifest(folder, configuration);
    const record = testRecord("a0", { run: configurationHash(configuration) });
    await Deno.writeTextFile(`${folder}/records.jsonl`, oldLine(record) + "\n");
    await Deno.writeTextFile(`${folder}/environments.jsonl`, oldLine(testEnvironment) + "\n");
    await claimStore(folder, { configuration, code: own, planned: PLAN, acceptCode: true });
    assert.equal((await readManifest(folder))!.planned, undefined);
    assert.deepEqual((await readResults([folder])).completeness, []);
  }));

Deno.test("of merged runs each experiment is held against the plan of the run that gives its records", () =>
  withFolder(async (root) => {
    const second = { ...configuration, experiments: { training: {} } };
    await claimStore(`${root}/1`, { configuration, code: own, planned: PLAN });
    await run(`${root}/1`, PLAN[0]!);
    await claimStore(`${root}/2`, {
      configuration: second,
      code: own,
      planned: [planned("t", 2, "training")],
    });
    await run(`${root}/2`, planned("t", 2, "training"), { run: configurationHash(second) });
    const found = (await readResults([root])).completeness.map((
      each,
    ) => [each.experiment, each.present, each.planned]);
    assert.deepEqual(found.sort(), [["cost", 2, 3], ["training", 2, 2]]);
  }));

Deno.test("a plan that was edited is refused", () =>
  withFolder(async (folder) => {
    await claimStore(folder, { configuration, code: own, planned: PLAN });
    const path = `${folder}/run.json`;
    const text = await Deno.readTextFile(path);
    for (
      const edited of [text.replace('"cells": 3', '"cells": 2'), text.replace('"name": "b"', '"name": "B"')]
    ) {
      assert.notEqual(edited, text);
      await Deno.writeTextFile(path, edited);
      await assert.rejects(
        readManifest(folder),
        /^StoreError: .*run\.json: the file has another hash than it says/,
      );
    }
  }));
