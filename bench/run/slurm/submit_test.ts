import assert from "node:assert/strict";
import { queuedTasks } from "./status.ts";
import { submit } from "./submit.ts";

const { state } = await Deno.permissions.query({ name: "run" });
const ignore = state !== "granted";
const unless = ignore ? " (skipped: needs --allow-run)" : "";

/** Runs a test where sbatch and squeue are shell scripts, or are not there. */
async function withTools(
  tools: Readonly<Record<string, string>>,
  test: (folder: string, env: Record<string, string>) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "slurm-tools-" });
  try {
    await Deno.mkdir(`${folder}/bin`);
    for (const [name, script] of Object.entries(tools)) {
      await Deno.writeTextFile(`${folder}/bin/${name}`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    await test(folder, { PATH: `${folder}/bin` });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: `the script is kept in the results folder, and its id is told${unless}`,
  ignore,
  fn: async () => {
    for (const said of ["17", "17;cluster"]) {
      await withTools({ sbatch: `echo "${said}"; echo "$@" >&2` }, async (folder, env) => {
        assert.equal(await submit("#!/bin/sh\n", `${folder}/results`, { env }), "17");
        assert.equal(await Deno.readTextFile(`${folder}/results/slurm.sh`), "#!/bin/sh\n");
      });
    }
  },
});

Deno.test({
  name: `what Slurm says when it refuses is told in one line${unless}`,
  ignore,
  fn: async () => {
    const sbatch = `echo 'sbatch: error: Memory specification can not be satisfied
sbatch: error: Batch job submission failed: Requested node configuration is not available' >&2; exit 1`;
    await withTools({ sbatch }, (folder, env) =>
      assert.rejects(submit("", folder, { env }), {
        name: "SlurmError",
        message: "sbatch failed (exit 1): Memory specification can not be satisfied; " +
          "Batch job submission failed: Requested node configuration is not available",
      }));
    await withTools(
      { sbatch: "echo hello" },
      (folder, env) =>
        assert.rejects(submit("", folder, { env }), {
          message: 'sbatch said "hello"; wanted the id of a job',
        }),
    );
    await withTools(
      { sbatch: "exit 3" },
      (folder, env) =>
        assert.rejects(submit("", folder, { env }), { message: "sbatch failed (exit 3): it said nothing" }),
    );
  },
});

Deno.test({
  name: `a machine without Slurm is told in one line${unless}`,
  ignore,
  fn: () =>
    withTools({}, async (folder, env) => {
      const message = /^sbatch is not on this machine: .*--dry-run$/;
      await assert.rejects(submit("", folder, { env }), { name: "SlurmError", message });
      await assert.rejects(queuedTasks("x", { env }), { name: "SlurmError", message: /^squeue is not/ });
    }),
});

Deno.test({
  name: `squeue's lines are tasks${unless}`,
  ignore,
  fn: () =>
    withTools({ squeue: "printf '12|1|RUNNING|n1\\n12|2|PENDING|(a|b)\\n'" }, async (_, env) => {
      assert.deepEqual(await queuedTasks("x", { env }), [
        { array: "12", part: 1, state: "RUNNING", where: "n1" },
        { array: "12", part: 2, state: "PENDING", where: "(a|b)" },
      ]);
    }),
});
