import assert from "node:assert/strict";
import { kept } from "./checkpoints.ts";
import { openCheckpoints } from "./folder.ts";

const { state } = await Deno.permissions.query({ name: "run", command: "deno" });

/** Runs the writer until it kills itself; the last count that it printed. */
async function runUntilKilled(folder: string, milliseconds: number): Promise<number> {
  const script = new URL("./testing_writer.ts", import.meta.url).pathname;
  const flags = ["run", "--no-prompt", "--no-check", "-R", `-W=${folder}`, "--allow-run"];
  const { success, stdout, stderr } = await new Deno.Command("deno", {
    args: [...flags, script, folder, `${milliseconds}`],
  }).output();
  assert.ok(!success, "the writer was to be killed");
  assert.doesNotMatch(new TextDecoder().decode(stderr), /error/);
  return Number(new TextDecoder().decode(stdout).trimEnd().split("\n").at(-1));
}

Deno.test({
  name: `whenever a process is killed, its last checkpoint or the one before is there, whole${
    state === "granted" ? "" : " (skipped: needs --allow-run=deno)"
  }`,
  ignore: state !== "granted",
  async fn() {
    const parent = await Deno.makeTempDir();
    const folder = `${parent}/checkpoints`;
    try {
      let before = 0;
      for (const milliseconds of [5, 18, 29, 41, 67]) {
        const reported = await runUntilKilled(folder, milliseconds);
        assert.ok(reported > before, "it goes on where the one before was killed");
        const checkpoints = await openCheckpoints(folder, {
          owner: { job: "job", run: "run", code: "code", machine: "machine" },
          notice: (line) => assert.fail(line),
        });
        const { count } = kept(checkpoints, "count", { count: 0 });
        const { array } = checkpoints.keep("array", () => ({ data: null }))!.arrays!;
        assert.ok(count === reported || count === reported + 1, `${count} is kept, ${reported} reported`);
        assert.ok(array!.every((each) => each === count), "all names are of one moment");
        assert.equal((await Array.fromAsync(Deno.readDir(folder))).length, 1, "no temporary file is left");
        before = count - 1;
      }
    } finally {
      await Deno.remove(parent, { recursive: true });
    }
  },
});
