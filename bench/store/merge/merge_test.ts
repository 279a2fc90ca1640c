import assert from "node:assert/strict";
import { configurationHash, mergeResults, type ResultsFolder, StoreError } from "../mod.ts";
import type { BenchRecord } from "../record/record.ts";
import { chooseRecords } from "./choose_records.ts";
import { testEnvironment, testRecord } from "../testing.ts";

const BASE = {
  name: "quick",
  description: "prose",
  seeds: 3,
  experiments: { cost: { rounds: 12 }, training: { steps: 100 } } as Record<string, unknown>,
  dataset: { name: "mnist", sha256: "11" },
  seed: 0,
  backend: "wasm",
};
const DATASET = { name: "mnist", sha256: "11" };

/** A folder with records of the named cells, `experiment/cell`, of the run that its configuration makes. */
function folder(
  directory: string,
  cells: readonly string[],
  options: {
    readonly change?: Partial<Record<keyof typeof BASE, unknown>>;
    readonly record?: Partial<BenchRecord>;
    readonly bare?: boolean;
  } = {},
): ResultsFolder {
  const configuration = { ...BASE, ...options.change };
  const run = configurationHash(configuration);
  const records = cells.map((cell) => {
    const [experiment = "", model = ""] = cell.split("/");
    return testRecord(`${run.slice(0, 4)} ${cell}`, {
      ...{ run, experiment, model, dataset: DATASET },
      ...options.record,
    });
  });
  return {
    directory,
    content: {
      records,
      commits: [],
      unfinished: [],
      environments: new Map([[testEnvironment.id, testEnvironment]]),
      notices: [],
    },
    manifest: options.bare === true ? undefined : { run, configuration },
  };
}

function cells({ records }: { readonly records: readonly BenchRecord[] }): string[] {
  return records.map(({ experiment, model }) => `${experiment}/${model}`).sort();
}

/** Merges both ways round and demands the same of both. */
function merge(...folders: ResultsFolder[]) {
  const there = mergeResults(folders);
  const back = mergeResults([...folders].reverse());
  const byId = (records: readonly BenchRecord[]) => new Map(records.map((record) => [record.id, record]));
  assert.deepEqual(byId(back.records), byId(there.records));
  assert.deepEqual([back.notices, back.manifests], [there.notices, there.manifests]);
  return there;
}

Deno.test("one folder is what it is", () => {
  const only = folder("a", ["cost/x", "training/x"]);
  const { records, manifests, notices } = mergeResults([only]);
  assert.deepEqual([records, manifests, notices], [only.content.records, [only.manifest], []]);
});

Deno.test("shards of one run are joined; what both hold counts once", () => {
  const merged = merge(folder("a", ["cost/x", "cost/y"]), folder("b", ["cost/y", "training/x"]));
  assert.deepEqual(cells(merged), ["cost/x", "cost/y", "training/x"]);
  assert.equal(merged.manifests.length, 1);
  assert.deepEqual(merged.notices, ["1 repeated records of the merged folders are counted once"]);
});

Deno.test("a finished cell beats a failed one; metrics that differ are told", () => {
  const failed = folder("a", ["cost/x", "cost/y"], { record: { status: "failed", metrics: [] } });
  const merged = merge(failed, folder("b", ["cost/x"]));
  assert.deepEqual(merged.records.map(({ model, status }) => `${model} ${status}`).sort(), [
    "x done",
    "y failed",
  ]);
  assert.match(merged.notices.join(), /^1 of the repeated records differ in their metrics/);
  const mixed = folder("a", ["cost/x", "cost/y", "cost/z"]);
  const [x, ...rest] = mixed.content.records as [BenchRecord, ...BenchRecord[]];
  const records: BenchRecord[] = [{ ...x, status: "failed", metrics: [] }, ...rest];
  const larger = { ...mixed, content: { ...mixed.content, records } };
  const all = merge(larger, folder("b", ["cost/x"]));
  assert.ok(all.records.every(({ status }) => status === "done"), "also against a larger shard");
  const timed = { timings: [{ name: "time", unit: "ms", values: [1] }] };
  const slower = { timings: [{ name: "time", unit: "ms", values: [2] }] };
  const clocks = merge(
    folder("a", ["cost/x"], { record: timed }),
    folder("b", ["cost/x"], { record: slower }),
  );
  assert.equal(clocks.notices.length, 1, "times may differ");
});

Deno.test("runs of different experiments are joined, both configurations are kept", () => {
  const rest = { experiments: { training: { steps: 100 } }, description: "other prose" };
  const merged = merge(folder("a", ["cost/x"]), folder("b", ["training/x"], { change: rest }));
  assert.deepEqual(cells(merged), ["cost/x", "training/x"]);
  assert.equal(merged.manifests.length, 2);
  assert.deepEqual(merged.notices, []);
});

Deno.test("an experiment of two runs is taken whole from the one that finished more", () => {
  const small = folder("b", ["cost/x"], { change: { experiments: { cost: { rounds: 12 } } } });
  const merged = merge(folder("a", ["cost/x", "cost/y"]), small);
  assert.equal(new Set(merged.records.map(({ run }) => run)).size, 1);
  assert.deepEqual(cells(merged), ["cost/x", "cost/y"]);
  assert.match(
    merged.notices.join(),
    /^cost is in 2 of the merged runs: the records of run [0-9a-f]{64} are/,
  );
});

Deno.test("settings of an experiment that only one folder holds records of do not matter", () => {
  const other = folder("b", ["training/x"], { change: { experiments: { cost: { rounds: 99 } } } });
  assert.equal(merge(folder("a", ["cost/x"]), other).records.length, 2);
});

Deno.test("an experiment with other settings is taken whole from the run that finished more, and that is told", () => {
  const other = folder("b", ["cost/x", "cost/y"], { change: { experiments: { cost: { rounds: 99 } } } });
  const merged = merge(folder("a", ["cost/x", "training/x"]), other);
  assert.deepEqual(cells(merged), ["cost/x", "cost/y", "training/x"]);
  const costs = merged.records.filter(({ experiment }) => experiment === "cost");
  assert.deepEqual(new Set(costs.map(({ run }) => run)), new Set([other.manifest?.run]));
  assert.match(
    merged.notices.join("\n"),
    /cost has other settings in run \w+ than in run \w+: cost\.rounds is (12|99) in the first, (12|99) in/,
  );
});

const misfits: Record<string, [ResultsFolder, RegExp]> = {
  "another data set": [
    folder("b", ["cost/x"], { change: { dataset: { name: "digits", sha256: "22" } } }),
    /dataset\.name is "mnist" in the first, "digits" in the second; dataset\.sha256 is "11"/,
  ],
  "another seed": [
    folder("b", ["cost/x"], { change: { seed: 7 } }),
    /: seed is 0 in the first, 7 in the second:/,
  ],
  "a setting that one lacks": [
    folder("b", ["cost/x"], { change: { backend: undefined } }),
    /backend is "wasm" in the first, nothing in the second/,
  ],
  "no run.json and other data": [
    folder("b", ["cost/x"], { bare: true, record: { dataset: { name: "mnist", sha256: "33" } } }),
    /dataset\.mnist is "11" in the first, "33" in the second/,
  ],
};
for (const [name, [misfit, message]] of Object.entries(misfits)) {
  Deno.test(`a folder with ${name} is refused, naming both and the difference`, () => {
    assert.throws(() => mergeResults([folder("a", ["cost/x"]), misfit]), (error: unknown) => {
      assert.ok(error instanceof StoreError);
      assert.match(error.message, /^cannot merge a and b: .*--compare$/);
      assert.match(error.message, message);
      return true;
    });
  });
}

Deno.test("a folder without run.json and with the same data fits, with a notice", () => {
  const merged = merge(folder("a", ["cost/x"]), folder("b", ["training/x"], { bare: true }));
  assert.equal(merged.records.length, 2);
  assert.deepEqual(merged.notices, ["b/ has no run.json: only its data set was compared"]);
});

Deno.test("an attempt whose records are of two experiments does not count, which is said", () => {
  const mixed = folder("a", ["cost/x", "training/x"], { record: { attempt: "1" } });
  const { run } = mixed.manifest!;
  const content = { ...mixed.content, commits: [{ commit: "job", attempt: "1", cells: 2, run }] };
  const { records, notices } = chooseRecords([content]);
  assert.deepEqual([records, notices], [[], ["2 records are left out: their attempts mix experiments"]]);
});

Deno.test("of many differences a few are told", () => {
  const change = { name: "x", seeds: 9, seed: 9, backend: "cpu", dataset: { name: "digits", sha256: "22" } };
  assert.throws(
    () => mergeResults([folder("a", ["cost/x"]), folder("b", ["cost/x"], { change })]),
    /name is .*; seeds is .*; dataset\.name is .*; dataset\.sha256 is .*; and 2 more: make/,
  );
});

Deno.test("a run's shards are merged in one pass each: how often records are looked at does not grow with their number", () => {
  const looks = (count: number) => {
    let looked = 0;
    const shards = Array.from({ length: count }, (_, i) => {
      const shard = folder(`${i}`, [`cost/${i}`]);
      const { records, ...rest } = shard.content;
      const content = {
        ...rest,
        get records() {
          looked++;
          return records;
        },
      };
      return { ...shard, content };
    });
    assert.equal(mergeResults(shards).records.length, count);
    return looked / count;
  };
  assert.equal(looks(40), looks(4));
});
