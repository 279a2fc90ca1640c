import assert from "node:assert/strict";
import { configurationHash, openStore, readResults, writeManifest } from "../bench/store/mod.ts";
import { buildReport } from "./build.ts";
import { checkReport } from "./check.ts";
import { fixtureEnvironments, fixtureRecords } from "./experiments/fixtures.ts";

/** A run of some experiments with some of its records left out: a shard. */
async function writeShard(
  directory: string,
  { experiments, keep }: { experiments: readonly string[]; keep: (index: number) => boolean },
): Promise<string> {
  const configuration = {
    name: "fixture",
    seed: 0,
    experiments: Object.fromEntries(experiments.map((name) => [name, { pairs: 6 }])),
  };
  const { run } = await writeManifest(directory, configuration);
  const records = fixtureRecords({ only: experiments, pairs: 6 }).filter((_, index) => keep(index));
  await using store = await openStore(directory);
  for (const environment of fixtureEnvironments().values()) await store.describe(environment);
  for (const record of records) {
    await store.append({ ...record, run, id: configurationHash({ run, cell: record.id }) });
  }
  return run;
}

Deno.test("shards and runs of other experiments make one report, the same in whatever order", async () => {
  const root = await Deno.makeTempDir();
  try {
    const [a, b, c] = ["a", "b", "c"].map((name) => `${root}/${name}`) as [string, string, string];
    const first = await writeShard(a, { experiments: ["cost", "equal_cost"], keep: (i) => i % 3 !== 0 });
    await writeShard(b, { experiments: ["cost", "equal_cost"], keep: (i) => i % 3 !== 1 });
    const second = await writeShard(c, { experiments: ["gradient_variance"], keep: () => true });
    const report = await buildReport(await readResults([a, b, c]));
    const again = await buildReport(await readResults([c, b, a]));
    assert.deepEqual([...again.files.keys()].sort(), [...report.files.keys()].sort());
    for (const [path, text] of report.files) assert.ok(again.files.get(path) === text, `${path} differs`);
    assert.deepEqual(checkReport(report), []);

    const whole = fixtureRecords({ only: ["cost", "equal_cost", "gradient_variance"], pairs: 6 });
    const text = report.files.get("report.md") ?? "";
    assert.match(text, new RegExp(`${whole.length} records of 2 runs`), "no cell is lost or counted twice");
    assert.ok(
      text.includes(`${first} (cost and equal_cost)`) && text.includes(`${second} (gradient_variance)`),
    );
    for (const name of ["cost", "equal_cost", "gradient_variance"]) {
      assert.ok(text.includes(`| experiment ${name} | pairs: 6 |`), `settings of ${name}`);
    }
    assert.match(text, /\d+ repeated records of the merged folders are counted once/);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
