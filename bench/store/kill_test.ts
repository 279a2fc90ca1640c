import assert from "node:assert/strict";
import { openStore, readStore } from "./mod.ts";
import { testEnvironment, testRecord, withFolder } from "./testing.ts";

const { state } = await Deno.permissions.query({ name: "run", command: "deno" });

Deno.test({
  name: `a killed writer loses nothing that it reported${
    state === "granted" ? "" : " (skipped: needs --allow-run=deno)"
  }`,
  ignore: state !== "granted",
  fn: () =>
    withFolder(async (folder) => {
      let reported = 0;
      for (const milliseconds of [40, 61, 83]) {
        reported += await runUntilKilled(folder, milliseconds);
        // A crash of the machine, unlike that of a process, can also leave part of a line.
        await Deno.writeTextFile(`${folder}/records.jsonl`, '{"torn', { append: true });
      }
      {
        await using store = await openStore(folder); // the dead writer's lock does not block
        await store.describe(testEnvironment);
        await store.append(testRecord("last"));
      }
      const { records, notices } = await readStore(folder);
      const ids = records.map(({ id }) => id);
      assert.deepEqual(notices, []); // no torn line, no repeated record
      assert.deepEqual(ids, [...ids.slice(0, -1).map((_, cell) => `cell${cell}`), "last"]);
      assert.ok(reported > 0 && ids.length > reported, `${ids.length} stored, ${reported} reported`);
    }),
});

/** Runs the writer until it kills itself; the number of records that it reported as stored. */
async function runUntilKilled(folder: string, milliseconds: number): Promise<number> {
  const script = new URL("./testing_writer.ts", import.meta.url).pathname;
  const flags = ["run", "--no-prompt", `-R=.,${folder}`, `-W=${folder}`, "--allow-run"];
  const { success, stdout, stderr } = await new Deno.Command("deno", {
    args: [...flags, script, folder, `${milliseconds}`],
  }).output();
  assert.ok(!success, "the writer was to be killed");
  assert.doesNotMatch(new TextDecoder().decode(stderr), /error/);
  return stdout.length;
}
