/**
 * The process that `kill_test.ts` runs: `testing_writer.ts FOLDER MILLISECONDS` stores record after record,
 * prints a dot for each that is stored, and kills itself in the middle.
 * @module
 */
import { openStore } from "./mod.ts";
import { testEnvironment, testRecord } from "./testing.ts";

if (import.meta.main) {
  const [folder = "", milliseconds = ""] = Deno.args;
  const store = await openStore(folder);
  await store.describe(testEnvironment);
  // It ends itself: where `deno` is a launcher, the parent could kill only the launcher.
  setTimeout(() => Deno.kill(Deno.pid, "SIGKILL"), Number(milliseconds));
  for (let cell = 0;; cell++) {
    if (store.has(`cell${cell}`)) continue;
    await store.append(testRecord(`cell${cell}`));
    await Deno.stdout.write(new TextEncoder().encode("."));
  }
}
