import assert from "node:assert/strict";
import { sealLine } from "./seal.ts";
import { configurationHash, readStore, recordHash, StoreError } from "./mod.ts";
import { oldLine, testEnvironment, testRecord, withFolder } from "./testing.ts";

const good = sealLine(testRecord("a")).line;
const environment = sealLine(testEnvironment).line;

const damaged: Record<string, { records?: string; environments?: string; message: RegExp }> = {
  "an edited value": {
    records: `${good}\n${good.replace("0.1,", "0.2,")}\n`,
    message:
      /records\.jsonl:2: the line was changed after it was written \(stored sha256 [0-9a-f]{64}, content [0-9a-f]{64}\)/,
  },
  "no hash": {
    records: `${JSON.stringify(testRecord("a"))}\n`,
    message: /records\.jsonl:1: .*stored sha256 missing/,
  },
  "half a line in the middle": {
    records: `${good.slice(0, 50)}\n${good}\n`,
    message: /records\.jsonl:1: not JSON \(.*\): restore/,
  },
  "a list": { records: "[1]\n", message: /records\.jsonl:1: "\[1\]" is not an object/ },
  "another schema": {
    records: `${sealLine({ ...testRecord("a"), schema: 3 }).line}\n`,
    message: /records\.jsonl:1: record schema 3, this version reads 1 and 2/,
  },
  "a missing field": {
    records: `${sealLine({ ...testRecord("a"), metrics: undefined }).line}\n`,
    message: /records\.jsonl:1: metrics: /,
  },
  "an unknown field": {
    records: `${sealLine({ ...testRecord("a"), extra: 1 }).line}\n`,
    message: /records\.jsonl:1: extra: /,
  },
  "an environment without description": {
    environments: "",
    message: /records\.jsonl:1: environment machine is not described/,
  },
  "an edited environment": {
    environments: `${environment.replace("abacus", "cray")}\n`,
    message: /environments\.jsonl:1: the line was changed/,
  },
};
for (
  const [name, { records = `${good}\n`, environments = `${environment}\n`, message }] of Object.entries(
    damaged,
  )
) {
  Deno.test(`a store with ${name} is refused, naming file and line`, () =>
    withFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/records.jsonl`, records);
      await Deno.writeTextFile(`${folder}/environments.jsonl`, environments);
      await assert.rejects(readStore(folder), (error: Error) => {
        assert.ok(error instanceof StoreError);
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      });
    }));
}

Deno.test("torn tails and repeated records are tolerated with a notice, the first is kept", () =>
  withFolder(async (folder) => {
    const [first, later] = [testRecord("a"), testRecord("a", { seed: 9 })].map(oldLine);
    const machine = oldLine(testEnvironment);
    await Deno.writeTextFile(`${folder}/records.jsonl`, `${first}\n${later}\n${first!.slice(0, 30)}`);
    await Deno.writeTextFile(`${folder}/environments.jsonl`, `${machine}\n${machine}\n`);
    const { records, notices } = await readStore(folder);
    assert.deepEqual(records.map(({ seed }) => seed), [0]);
    assert.match(notices[0] ?? "", /records\.jsonl:3: left out a torn last line of 30 bytes/);
    assert.match(notices[1] ?? "", /records\.jsonl:2: left out a repeated record a/);
    assert.equal(notices.length, 2);
  }));

Deno.test("a line whose fields stand in another order is read; an edit of it is refused", () =>
  withFolder(async (folder) => {
    const { sha256, prev, ...entry } = JSON.parse(good);
    const other = JSON.stringify({ prev, sha256, ...testRecord("a"), metrics: entry.metrics });
    assert.notEqual(other, good);
    await Deno.writeTextFile(`${folder}/environments.jsonl`, `${environment}\n`);
    await Deno.writeTextFile(`${folder}/records.jsonl`, `${other}\n`);
    const { records: [record] } = await readStore(folder);
    assert.equal(record && recordHash(record), configurationHash(testRecord("a")));
    await Deno.writeTextFile(`${folder}/records.jsonl`, `${other.replace("toy", "boy")}\n`);
    await assert.rejects(readStore(folder), /records\.jsonl:1: the line was changed/);
  }));

Deno.test("a store without its machines is refused by name", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/records.jsonl`, `${good}\n`);
    await assert.rejects(readStore(folder), /environments\.jsonl does not exist: restore/);
  }));

Deno.test("a folder without a store says what to run", () =>
  withFolder(async (folder) => {
    await assert.rejects(readStore(folder), /records\.jsonl does not exist: run `deno task bench` first/);
  }));
