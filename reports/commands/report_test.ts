import assert from "node:assert/strict";
import { fixtureRecord, fixtureRecords } from "../experiments/fixtures.ts";
import { writeFixtureStore } from "../testing/fixture_store.ts";

const CLI = new URL("./report.ts", import.meta.url).href;
const ROOT = new URL("../../", import.meta.url).pathname;
const ignore = Deno.permissions.querySync({ name: "run", command: "deno" }).state !== "granted";

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command with the permissions that it documents, and no more. */
async function report(folder: string, ...args: string[]): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["run", "--no-prompt", `-R=${ROOT},${folder}`, `-W=${folder}/site`, CLI, ...args],
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
  "records become a report, twice the same, with read and write permission alone",
  { ignore },
  () =>
    inFolder(async (folder) => {
      await writeFixtureStore(`${folder}/results`, records);
      const paths = ["--results", `${folder}/results`, "--out", `${folder}/site`];
      const first = await report(folder, ...paths);
      assert.equal(first.code, 0, first.stderr);
      assert.match(first.stdout, /^\d+ records -> .*index\.html/);
      const page = await Deno.readTextFile(`${folder}/site/index.html`);
      assert.ok(!page.includes(folder), "the page does not depend on where its records were");
      await report(folder, ...paths);
      assert.ok(page === await Deno.readTextFile(`${folder}/site/index.html`));
      const checked = await report(
        folder,
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

Deno.test("no results: one line that says what to run", { ignore }, () =>
  inFolder(async (folder) => {
    const missing = await report(folder, "--results", `${folder}/none`);
    assert.equal(missing.code, 1);
    assert.match(oneLine(missing), /none.*run `?deno task bench`? first/);
    await writeFixtureStore(`${folder}/empty`, []);
    const empty = await report(folder, "--results", `${folder}/empty`);
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
        const refused = await report(folder, "--results", folder, "--out", `${folder}/site`);
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
      const ended = await report(folder, "--results", folder, "--out", `${folder}/site`);
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
      const unknown = await report(folder, "--reslts", "x");
      assert.equal(unknown.code, 2);
      assert.match(oneLine(unknown), /did you mean --results\?/);
      await writeFixtureStore(folder, records.slice(0, 3));
      const denied = await report(folder, "--results", folder, "--out", `${folder}/elsewhere`);
      assert.equal(denied.code, 1);
      assert.match(oneLine(denied), /write access/);
      assert.match((await report(folder, "--help")).stdout, /--compare DIR/);
    }),
);
