import assert from "node:assert/strict";
import { divide } from "../shards.ts";
import { directiveValue, filePattern, shellWord } from "./quote.ts";
import { type ArrayJob, type ArrayOptions, arrayScript } from "./script.ts";

const HARD = [
  "a b",
  "it's",
  'say "x"',
  "$(touch no)",
  "`touch no`",
  "$HOME",
  "a\\b\\",
  "-n",
  "",
  "a\nb",
  "#;&|<>*?[~!",
  "ü€ 🎲",
];

const jobs: readonly ArrayJob[] = [600, 300, 300, 0].map((seconds, i) => ({
  name: `job ${i}`,
  seconds,
  memoryMegabytes: 100 * (i + 1),
  timed: false,
}));
const options: ArrayOptions = {
  name: "example",
  jobs,
  shards: 2,
  command: ["deno", "task", "bench"],
  directory: "/project",
  results: "/results",
};

const { state } = await Deno.permissions.query({ name: "run", command: "sh" });
const ignore = state !== "granted";
const unless = ignore ? " (skipped: needs --allow-run=sh)" : "";

Deno.test({
  name: `the shell takes every word as it is${unless}`,
  ignore,
  fn: async () => {
    const script = `printf '%s\\0' ${HARD.map(shellWord).join(" ")}`;
    assert.deepEqual((await shell(script)).split("\0").slice(0, -1), HARD);
  },
});

Deno.test({
  name: `the script runs the command with its part, in its folder${unless}`,
  ignore,
  fn: async () => {
    const root = await Deno.makeTempDir();
    const directory = `${root}/it's $(here)`;
    await Deno.mkdir(directory);
    try {
      const words = HARD.filter((word) => word !== "a\nb"); // lines are what is compared
      const command = ["sh", "-c", 'pwd; printf "%s\\0" "$@"', "sh", ...words];
      const script = arrayScript({ ...options, directory, command });
      const said = await shell(script, { SLURM_ARRAY_TASK_ID: "2" });
      const [folder, args] = said.split("\n");
      assert.equal(folder, directory);
      assert.deepEqual(args?.split("\0").slice(0, -1), [...words, "--shard", "2/2"]);
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  },
});

for (
  const [what, state, restarts, allowed, said] of [
    [
      "goes back into the queue",
      "RUNNING",
      "9",
      true,
      /^requeue 17_2\ntask 2 was stopped .*; it is in the queue again, and resumes\n$/,
    ],
    ["is cancelled", "CANCELLED", "0", true, /^$/],
    [
      "has been there too often",
      "RUNNING",
      "10",
      true,
      /^task 2 was stopped .*; give the command again that submitted it\n$/,
    ],
    [
      "may not",
      "RUNNING",
      "0",
      false,
      /^requeue 17_2\ntask 2 was stopped .*; give the command again that submitted it\n$/,
    ],
  ] as const
) {
  Deno.test({
    name: `a command that is told to end ends by itself, then its task ${what}${unless}`,
    ignore,
    async fn() {
      const root = await Deno.makeTempDir();
      try {
        const scontrol = `#!/bin/sh\necho "$@"; exit ${allowed ? 0 : 1}\n`;
        const squeue = `#!/bin/sh\n[ "$2" = --jobs=17_2 ] && echo ${state}\n`;
        await Deno.writeTextFile(`${root}/scontrol`, scontrol, { mode: 0o755 });
        await Deno.writeTextFile(`${root}/squeue`, squeue, { mode: 0o755 });
        // As the launcher: it stores what it can, then says by its exit code that it was stopped.
        const program =
          `trap 'sleep 0.2; echo stored >&2; exit 143' TERM; echo begun >&2; while :; do sleep 0.05; done`;
        const script = arrayScript({ ...options, directory: root, command: ["sh", "-c", program, "sh"] });
        const child = new Deno.Command("sh", {
          args: ["-c", script],
          env: {
            PATH: `${root}:${Deno.env.get("PATH")}`,
            ...{ SLURM_ARRAY_TASK_ID: "2", SLURM_ARRAY_JOB_ID: "17", SLURM_RESTART_COUNT: restarts },
          },
          stdout: "piped",
          stderr: "piped",
        }).spawn();
        const lines = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
        assert.equal((await lines.read()).value, "begun\n");
        child.kill("SIGTERM");
        const out = await new Response(child.stdout).text();
        assert.equal((await lines.read()).value, "stored\n");
        await lines.cancel();
        assert.match(out, said);
        assert.equal((await child.status).code, 143);
      } finally {
        await Deno.remove(root, { recursive: true });
      }
    },
  });
}

Deno.test({
  name: `a command that ends by itself ends the script with its code${unless}`,
  ignore,
  async fn() {
    for (const code of [0, 3]) {
      const script = arrayScript({ ...options, directory: "/", command: ["sh", "-c", `exit ${code}`, "sh"] });
      const ended = await new Deno.Command("sh", { args: ["-c", script] }).output();
      assert.deepEqual([ended.code, ended.stdout.length], [code, 0]);
    }
  },
});

Deno.test("directives come before the first command, and say what the plan needs", () => {
  const script = arrayScript({ ...options, walltimeFactor: 2 });
  const lines = script.split("\n");
  const first = lines.findIndex((line) => !line.startsWith("#"));
  assert.ok(lines.slice(first).every((line) => !line.startsWith("#SBATCH")));
  for (
    const line of [
      '--job-name="example"',
      "--array=1-2",
      "--requeue",
      "--signal=B:TERM@90",
      "--time=00:25:00", // the longest part has 600 s, twice that, and 5 minutes
      `--mem=${512 + 400}M`, // one job at a time
      "--cpus-per-task=1",
      '--output="/results/slurm-%A_%a.log"',
      "--open-mode=append",
    ]
  ) assert.ok(lines.includes(`#SBATCH ${line}`), `${line} in\n${script}`);
  assert.ok(!script.includes("--exclusive"));
});

Deno.test("timed jobs get a node of their own; processes add up in memory and cores", () => {
  const timed = jobs.map((job, i) => ({ ...job, timed: i === 0 }));
  const script = arrayScript({ ...options, jobs: timed, processes: 2, threads: 3 });
  assert.match(script, /^#SBATCH --exclusive$/m);
  assert.match(script, /^#SBATCH --cpus-per-task=6$/m);
  const largest = divide(jobs, 2).map((part) =>
    part.map(({ memoryMegabytes }) => memoryMegabytes).sort((a, b) => b - a).slice(0, 2).reduce(
      (sum, each) => sum + each,
      0,
    )
  );
  assert.match(script, new RegExp(`^#SBATCH --mem=${512 + Math.max(...largest)}M$`, "m"));
});

Deno.test("days are told apart from hours", () => {
  const long = [{ name: "long", seconds: 100_000, memoryMegabytes: 1, timed: false }];
  assert.match(arrayScript({ ...options, jobs: long, shards: 1, walltimeFactor: 1 }), /--time=1-03:52:00\n/);
});

Deno.test("empty parts are left out, and those that were not asked for", () => {
  const array = (changes: Partial<ArrayOptions>) =>
    /--array=(.*)/.exec(arrayScript({ ...options, ...changes }))?.[1];
  assert.equal(array({ shards: 9 }), "1-4");
  assert.equal(array({ shards: 4, only: [1, 2, 4] }), "1-2,4");
  assert.throws(() => array({ only: [3] }), {
    name: "RangeError",
    message: /parts 3: none of them is among the 2/,
  });
});

Deno.test("a path that Slurm cannot take is refused in one line", () => {
  assert.equal(filePattern('/50% "a"', "%A.log"), '"/50%% \\"a\\"/%A.log"');
  for (const path of ["/a\\b", "/a\nb", "/a\0b"]) {
    assert.throws(() => directiveValue(path), {
      name: "RangeError",
      message: /^".*" holds a backslash or a control character; .*$/,
    });
  }
  assert.throws(() => shellWord("a\0b"), { name: "RangeError", message: /NUL/ });
});

async function shell(script: string, env: Record<string, string> = {}): Promise<string> {
  const { stdout, stderr } = await new Deno.Command("sh", { args: ["-c", script], env }).output();
  assert.equal(new TextDecoder().decode(stderr), "");
  return new TextDecoder().decode(stdout);
}
