import assert from "node:assert/strict";
import { fixtureRecord, fixtureRecords } from "../experiments/fixtures.ts";
import { writeFixtureStore } from "../testing/fixture_store.ts";

const CLI = new URL("./report.ts", import.meta.url).href;
const { tasks } = JSON.parse(await Deno.readTextFile(new URL("../../deno.json", import.meta.url)));
const task: string[] = tasks.report.command.split(" ").slice(1);
const ROOT = new URL("../../", import.meta.url).pathname;
const ignore = Deno.permissions.querySync({ name: "run", command: "deno" }).state !== "granted";

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the task, with the rights that its launcher gives it. */
function report(...args: string[]): Promise<Ended> {
  return deno([...task, ...args]);
}

async function deno(args: string[]): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args,
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function oneLine({ stderr }: Ended): string {
  assert.equal(stderr.trim().split("\n").length, 1, stderr);
  assert.doesNotMatch(stderr, /^\s+at /m);
  return stderr.trim();
}

const records = fixtureRecords({ only: ["equal_cost", "cost"], pairs: 4 });

Deno.test(
  "--json prints answer.json of the report, in whatever order the records lie",
  { ignore },
  () =>
    inFolder(async (folder) => {
      const measured = fixtureRecords({ only: ["along_training", "training"], seeds: 3 });
      await writeFixtureStore(`${folder}/results`, [...measured].reverse());
      const results = ["--results", `${folder}/results`];
      assert.equal((await report(...results, "--out", `${folder}/site`)).code, 0);
      const { stdout } = await report(...results, "--json");
      assert.equal(stdout, await Deno.readTextFile(`${folder}/site/answer.json`));
    }),
);

Deno.test(
  "records become a report, twice the same, and nothing is left beside it",
  { ignore },
  () =>
    inFolder(async (folder) => {
      await writeFixtureStore(`${folder}/results`, records);
      const paths = ["--results", `${folder}/results`, "--out", `${folder}/site`];
      const first = await report(...paths);
      assert.equal(first.code, 0, first.stderr);
      assert.match(first.stdout, /^\d+ records -> .*index\.html/);
      const page = await Deno.readTextFile(`${folder}/site/index.html`);
      assert.ok(!page.includes(folder), "the page does not depend on where its records were");
      await report(...paths);
      assert.ok(page === await Deno.readTextFile(`${folder}/site/index.html`));
      const beside = await Array.fromAsync(Deno.readDir(folder));
      assert.deepEqual(beside.map(({ name }) => name).sort(), ["results", "site"]);
      const checked = await report(
        "--results",
        `${folder}/results`,
        "--compare",
        `${folder}/results`,
        "--check",
      );
      assert.equal(checked.code, 0, checked.stderr);
      assert.match(checked.stdout, /figures: 0 problems/);
    }),
);

Deno.test(
  "a regression ends with 1 and says where, none with 0; both write the report",
  { ignore },
  () =>
    inFolder(async (folder) => {
      const slow = fixtureRecords({ only: ["cost"], slowness: 2 });
      await writeFixtureStore(`${folder}/old`, fixtureRecords({ only: ["cost"] }));
      await writeFixtureStore(`${folder}/new`, slow);
      const compared = (ours: string, other: string) =>
        report(
          ...["--results", `${folder}/${ours}`, "--compare", `${folder}/${other}`],
          ...["--fail-on", "regression", "--out", `${folder}/${ours}-site`],
        );
      const worse = await compared("new", "old");
      assert.equal(worse.code, 1, worse.stderr);
      assert.match(worse.stderr, /^regression: mlp-small, RT: time of a gradient, ms: .* ratio /m);
      assert.match(await Deno.readTextFile(`${folder}/new-site/report.md`), /numbers in both results/);
      assert.equal((await compared("old", "new")).code, 0);
    }),
);

Deno.test("no results: one line that says what to run", { ignore }, () =>
  inFolder(async (folder) => {
    const missing = await report("--results", `${folder}/none`);
    assert.equal(missing.code, 1);
    assert.match(oneLine(missing), /none.*run `?deno task bench`? first/);
    await writeFixtureStore(`${folder}/empty`, []);
    const empty = await report("--results", `${folder}/empty`);
    assert.equal(empty.code, 1);
    assert.match(oneLine(empty), /no records in .*empty: run deno task bench first/);
  }));

Deno.test(
  "records that are damaged or of another schema are refused by name",
  { ignore },
  () =>
    inFolder(async (folder) => {
      await writeFixtureStore(folder, [fixtureRecord({ experiment: "cost", model: "mlp", estimator: "rt" })]);
      const path = `${folder}/records.jsonl`;
      const text = await Deno.readTextFile(path);
      for (
        const [from, to] of [['"schema":2', '"schema":3'], ['"estimator":"rt"', '"estimator":"r2"']] as const
      ) {
        await Deno.writeTextFile(path, text.replace(from, to));
        const refused = await report("--results", folder, "--out", `${folder}/site`);
        assert.equal(refused.code, 1);
        assert.match(oneLine(refused), /records\.jsonl:1: /);
      }
    }),
);

Deno.test(
  "a torn last line is left out, and both the terminal and the page say so",
  { ignore },
  () =>
    inFolder(async (folder) => {
      await writeFixtureStore(folder, records);
      await Deno.writeTextFile(`${folder}/records.jsonl`, '{"schema":2,"id":', { append: true });
      const ended = await report("--results", folder, "--out", `${folder}/site`);
      assert.equal(ended.code, 0, ended.stderr);
      assert.match(oneLine(ended), /notice: records\.jsonl:\d+: left out a torn last line/);
      assert.match(await Deno.readTextFile(`${folder}/site/report.md`), /left out a torn last line/);
    }),
);

Deno.test(
  "usage errors end with 2, a folder that may not be written with 1",
  { ignore },
  () =>
    inFolder(async (folder) => {
      const unknown = await report("--reslts", "x");
      assert.equal(unknown.code, 2);
      assert.match(oneLine(unknown), /did you mean --results\?/);
      await writeFixtureStore(folder, records.slice(0, 3));
      const rights = ["run", "--no-prompt", `-R=${ROOT},${folder}`, `-W=${folder}/site`];
      const denied = await deno([...rights, CLI, "--results", folder, "--out", `${folder}/elsewhere`]);
      assert.equal(denied.code, 1);
      assert.match(oneLine(denied), /write access/);
      assert.match((await report("--help")).stdout, /--compare DIR/);
    }),
);
