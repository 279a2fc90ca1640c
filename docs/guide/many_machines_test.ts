import assert from "node:assert/strict";
import { readResults } from "../../bench/store/mod.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const page = await Deno.readTextFile(new URL("./many_machines.md", import.meta.url));

/** A block of code under a heading. */
function blockOf(heading: string, which = 0): string {
  const section = page.slice(page.indexOf(`## ${heading}`));
  return [...section.matchAll(/^```\w+\n([\s\S]*?)^```/gm)][which]![1]!;
}

async function shell(script: string, input = ""): Promise<{ code: number; out: string; error: string }> {
  const child = new Deno.Command("sh", {
    args: ["-c", script],
    cwd: ROOT,
    env: { NO_COLOR: "1", JOB_COMPLETION_INDEX: "23" },
    ...{ stdin: "piped", stdout: "piped", stderr: "piped" },
  }).spawn();
  const [{ code, stdout, stderr }] = await Promise.all([
    child.output(),
    new Blob([input]).stream().pipeTo(child.stdin),
  ]);
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), error: decoder.decode(stderr) };
}

const { state } = await Deno.permissions.query({ name: "run" });
const mayRun = state === "granted" && Deno.build.os !== "windows";
const missing = !mayRun
  ? "needs --allow-run"
  : (await shell("command -v parallel && command -v jq")).code === 0
  ? undefined
  : "needs GNU parallel and jq: apt-get install parallel jq";

Deno.test({
  name: `the Kubernetes Job is YAML, and its last index runs the last part of the plan${
    mayRun ? "" : " (skipped: needs --allow-run)"
  }`,
  ignore: !mayRun,
  async fn() {
    const yaml = blockOf("Kubernetes");
    const parsed = await shell("deno fmt --ext yaml -", yaml);
    assert.deepEqual([parsed.code, parsed.out], [0, yaml], parsed.error);
    const completions = /^ {2}completions: (\d+)$/m.exec(yaml)?.[1];
    const command = /^ +- (exec deno task bench .*)$/m.exec(yaml)![1]!;
    assert.match(command, new RegExp(`/${completions}"$`));
    const part = await shell(`${command} --plan`);
    assert.equal(part.code, 0, part.error);
    const last = await shell(`deno task bench --suite paper --shard ${completions}/${completions} --plan`);
    const jobs = ({ out }: { readonly out: string }) => out.trim().split("\n").slice(0, -1); // then this machine's time
    assert.deepEqual(jobs(part), jobs(last));
  },
});

/** The page's commands with a suite of seconds in the place of one of days, and this machine in that of three. */
function small(commands: string, folder: string): string {
  const results = `${folder}/results`;
  return commands.replaceAll("--suite paper", "--suite smoke --experiments cost,unbiasedness --blas off")
    .replaceAll(" --results /data/results", "")
    .replaceAll(/(--shard|--job) \{\}/g, `--results ${results} $1 {}`)
    .replaceAll(/--joblog /g, `--joblog ${folder}/`)
    .replace("--sshlogin host1,host2,host3", "--sshlogin :");
}

for (const [which, what] of [[0, "by job, four at a time"], [1, "in parts"]] as const) {
  Deno.test({
    name: `GNU parallel runs a plan ${what}${missing === undefined ? "" : ` (skipped: ${missing})`}`,
    ignore: missing !== undefined,
    async fn() {
      const folder = await Deno.makeTempDir({ prefix: "parallel-" });
      try {
        const plan = await shell(small("deno task --quiet bench --suite paper --plan --json", folder));
        const jobs: { cells: number | unknown[] }[] = JSON.parse(plan.out).jobs;
        const { code, error } = await shell(small(blockOf("GNU parallel", which), folder));
        assert.equal(code, 0, error);
        const { records, notices } = await readResults([`${folder}/results`]);
        const cells = jobs.reduce(
          (sum, { cells }) => sum + (Array.isArray(cells) ? cells.length : cells as number),
          0,
        );
        assert.ok(cells > 10);
        assert.deepEqual([records.length, notices], [cells, []]);
        assert.equal(new Set(records.map(({ run }) => run)).size, 1);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}
