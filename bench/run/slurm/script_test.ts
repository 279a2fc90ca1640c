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
  name: `the script runs the command with its part, in its folder, in the shell's place${unless}`,
  ignore,
  fn: async () => {
    const root = await Deno.makeTempDir();
    const directory = `${root}/it's $(here)`;
    await Deno.mkdir(directory);
    try {
      const words = HARD.filter((word) => word !== "a\nb"); // lines are what is compared
      const command = ["sh", "-c", 'echo $$; pwd; printf "%s\\0" "$@"', "sh", ...words];
      const script = arrayScript({ ...options, directory, command });
      const said = await shell(`echo $$\n${script}`, { SLURM_ARRAY_TASK_ID: "2" });
      const [shellId, commandId, folder, args] = said.split("\n");
      assert.equal(commandId, shellId, "the command did not take the shell's place");
      assert.equal(folder, directory);
      assert.deepEqual(args?.split("\0").slice(0, -1), [...words, "--shard", "2/2"]);
    } finally {
      await Deno.remove(root, { recursive: true });
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
