import assert from "node:assert/strict";
import { readManifest } from "../../store/mod.ts";

const LAUNCHER = new URL("./launcher.ts", import.meta.url).href;
const { state } = await Deno.permissions.query({ name: "run" });
const ignore = state !== "granted" || Deno.build.os === "windows";
const unless = ignore ? " (skipped: needs --allow-run, and signals)" : "";

/** A run of a suite that takes a while, on the slow backend. */
function start(results: string): Deno.ChildProcess {
  const flags = [
    "--suite",
    "smoke",
    "--skip-benches",
    "--backend",
    "cpu",
    "--results",
    results,
    "--jobs",
    "2",
  ];
  const rights = ["--no-prompt", "--no-check", "--allow-run=deno,git", "--allow-env=HOME,XDG_CACHE_HOME"];
  return new Deno.Command("deno", {
    args: ["run", ...rights, LAUNCHER, ...flags],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Processes whose command line names a folder: conductor and workers, whose rights do. */
async function processesOf(folder: string): Promise<number> {
  const { stdout } = await new Deno.Command("ps", { args: ["-A", "-ww", "-o", "args"] }).output();
  return new TextDecoder().decode(stdout).split("\n").filter((line) =>
    line.includes(folder) && !line.includes("launcher.ts")
  ).length;
}

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 60_000;
  while (!await holds()) {
    assert.ok(Date.now() < end, what);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Starts a run, waits until its workers are at work, and stops it. */
async function stopped(results: string, signal: Deno.Signal) {
  const child = start(results);
  const output = child.output();
  await until(async () => await readManifest(results) !== undefined, "the run did not begin");
  await until(async () => await processesOf(results) === 3, "conductor and two workers did not start");
  child.kill(signal);
  const { code, stderr } = await output;
  await until(async () => await processesOf(results) === 0, "processes are left");
  return { code, stderr: new TextDecoder().decode(stderr).trim().split("\n") };
}

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const) {
  Deno.test({
    name: `${signal} ends a run with all its processes in one line, exit code ${code}${unless}`,
    ignore,
    async fn() {
      const folder = await Deno.makeTempDir({ prefix: "launcher-" });
      try {
        const { stderr, ...ended } = await stopped(`${folder}/results`, signal);
        assert.equal(ended.code, code);
        const said = `bench: stopped by ${signal}; what is stored is kept, and the same command resumes`;
        assert.equal(stderr.at(-1), said);
        const others = stderr.slice(0, -1).filter((line) => !/ % |^\d+ jobs, about /.test(line));
        assert.deepEqual(others, [], "lines of progress alone come before it");
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

Deno.test({
  name: `no process outlives a launcher that is killed${unless}`,
  ignore,
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "launcher-" });
    try {
      const { code } = await stopped(`${folder}/results`, "SIGKILL");
      assert.equal(code, 137);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
