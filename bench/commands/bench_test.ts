import assert from "node:assert/strict";
import { runKey } from "../experiments/shared/cells.ts";
import { planRun } from "../run/plan.ts";
import { prepare } from "../run/prepare.ts";
import { runJob } from "../run/run_job.ts";
import { type BenchRecord, configurationHash, readManifest, readStore, writeManifest } from "../store/mod.ts";

const LAUNCHER = new URL("../run/process/launcher.ts", import.meta.url).href;
const RUN = Deno.permissions.querySync({ name: "run", command: "deno" }).state === "granted";

/** Everything that has a number of its own, small. */
const TINY = [
  "--suite",
  "smoke",
  "--skip-benches",
  "--experiments",
  "unbiasedness,training",
  "--blas",
  "off",
];

async function bench(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const permissions = ["--allow-run=deno,git", "--allow-env=HOME,XDG_CACHE_HOME"];
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["run", "--no-prompt", ...permissions, LAUNCHER, ...args],
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** What a clock does not decide, by cell. */
async function numbers(
  folder: string,
): Promise<Map<string, Omit<BenchRecord, "timings" | "environment" | "attempt">>> {
  const { records } = await readStore(folder);
  return new Map(
    records.map(({ timings: _timings, environment: _environment, attempt: _attempt, ...record }) => [
      record.id,
      record,
    ]),
  );
}

Deno.test({
  name:
    "one seed gives one set of numbers, whatever the number of jobs and the interruptions; another gives others",
  ignore: !RUN,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const [first, again, other] = ["first", "again", "other"].map((name) => `${folder}/${name}`) as [
        string,
        string,
        string,
      ];
      const run = await bench(...TINY, "--results", first);
      assert.equal(run.code, 0, run.stderr);
      assert.match(run.stdout, /cells run, 0 stored before/);

      // The second run is cut off in its second job, torn in the middle of a line, then resumes.
      await Deno.mkdir(again);
      for (const file of ["run.json", "environments.jsonl"]) {
        await Deno.copyFile(`${first}/${file}`, `${again}/${file}`);
      }
      const lines = (await Deno.readTextFile(`${first}/records.jsonl`)).split("\n");
      const [, cells] = /"cells":(\d+),"commit":/.exec(lines.find((line) => line.includes('"commit"'))!)!;
      const left = Number(cells) + 2; // the first job's records and commit, and a record of the second
      await Deno.writeTextFile(
        `${again}/records.jsonl`,
        lines.slice(0, left).join("\n") + "\n" + lines[left]!.slice(0, 40),
      );
      const resumed = await bench(...TINY, "--results", again, "--jobs", "2");
      assert.equal(resumed.code, 0, resumed.stderr);
      assert.match(resumed.stderr, /removed a torn last line/);
      assert.match(resumed.stdout, new RegExp(` cells run, ${cells} stored before`));
      const [a, b] = [await numbers(first), await numbers(again)];
      assert.deepEqual([...b.keys()].toSorted(), [...a.keys()].toSorted());
      for (const [id, record] of a) assert.deepEqual(b.get(id), record);

      assert.match((await bench(...TINY, "--results", first)).stdout, /^0 cells run/);
      const refused = await bench(...TINY, "--seed", "1", "--results", first);
      assert.deepEqual([refused.code, refused.stderr.includes("another configuration")], [1, true]);

      assert.equal((await bench(...TINY, "--seed", "1", "--results", other)).code, 0);
      const values = (records: Awaited<ReturnType<typeof numbers>>) =>
        [...records.values()].filter(({ status }) => status === "done").map(({ metrics }) =>
          JSON.stringify(metrics)
        );
      const known = new Set(values(a));
      assert.ok(values(await numbers(other)).every((value) => !known.has(value)));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "workers make the records that this process makes, to the bit",
  ignore: !RUN,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const experiments = ["correlated"];
      const flags = ["--suite", "smoke", "--skip-benches", "--experiments", "correlated", "--blas", "off"];
      const run = await bench(...flags, "--results", folder);
      assert.equal(run.code, 0, run.stderr);
      const request = { suite: "smoke", seed: 0, backend: "wasm", threads: 1, experiments };
      const { dataset } = await prepare({ request, dataset: "digits", backend: "wasm", blas: "off" });
      const plan = planRun(request, dataset);
      const stored = await numbers(folder);
      const context = {
        plan,
        environment: "",
        code: { id: "" },
        dataset,
        key: runKey(0),
        progress: () => {},
      };
      for (const job of plan.jobs) {
        for await (const { id, metrics } of runJob(job, context)) {
          assert.deepEqual(stored.get(id)?.metrics, metrics);
          stored.delete(id);
        }
      }
      assert.equal(stored.size, 0, "the run has other cells");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name:
    "a run that other code began is refused in one line, and resumes where that is accepted, which its folder says",
  ignore: !RUN,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const flags = [
        "--suite",
        "smoke",
        "--skip-benches",
        "--experiments",
        "correlated",
        "--blas",
        "off",
        "--results",
        folder,
      ];
      assert.equal((await bench(...flags)).code, 0);
      const { configuration, code: [own] = [] } = (await readManifest(folder))!;
      const records = [...(await numbers(folder)).values()];
      assert.deepEqual(new Set(records.map(({ code }) => code?.id)), new Set([own!.id]));
      // As if the sources had been others then.
      const before = { deno: own!.deno, sources: { ...own!.sources, "bench/train/loop.ts": "0".repeat(16) } };
      const code = [{ ...before, id: configurationHash(before) }];
      await writeManifest(folder, configuration, { code });
      const refused = await bench(...flags);
      assert.equal(refused.code, 1);
      assert.match(
        refused.stderr,
        /begun with other code \(changed since: bench\/train\/loop\.ts\): --accept-code/,
      );
      const lines = refused.stderr.trim().split("\n").filter((line) => !line.startsWith("matrix products"));
      assert.equal(lines.length, 1, refused.stderr);
      const accepted = await bench(...flags, "--accept-code");
      assert.deepEqual([accepted.code, /^0 cells run/.test(accepted.stdout)], [0, true], accepted.stderr);
      const ids = (await readManifest(folder))!.code!.map(({ id }) => id);
      assert.deepEqual(ids, [code[0]!.id, own!.id]);
      assert.equal((await bench(...flags)).code, 0, "what was accepted once stays so");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

const FAULTS: readonly (readonly [string[], number, RegExp])[] = [
  [["--seds", "3"], 2, /^bench: unknown flag --seds; did you mean --seeds\?/],
  [["--suite", "qiuck"], 2, /^bench: --suite is "qiuck"; did you mean quick\?/],
  [["--budget", "steps:0"], 2, /^bench: budget "steps:0"/],
  [
    ["--data", "mnist", "--data-dir", "no-such-folder"],
    1,
    /^bench: mnist: train-images.*deno task data mnist/,
  ],
  [["--blas", "/no/such/library.so"], 2, /^bench: BLAS library \/no\/such\/library.so/],
];

for (const [args, code, line] of FAULTS) {
  Deno.test({
    name: `bench ${args.join(" ")} ends with ${code} and one line`,
    ignore: !RUN,
    async fn() {
      const quiet = args[0] === "--blas" ? [] : ["--blas", "off"];
      const result = await bench(...args, ...quiet, "--skip-benches", "--results", "/nonexistent/results");
      assert.equal(result.code, code, result.stderr);
      assert.match(result.stderr, line);
      assert.equal(result.stderr.trim().split("\n").length, 1, result.stderr);
    },
  });
}
