/**
 * The process that `kill_test.ts` runs: `testing_writer.ts FOLDER MILLISECONDS` saves a count, and an array of it, again
 * and again, prints the count when it is saved, and kills itself so long after the first time.
 * @module
 */
import { kept } from "./checkpoints.ts";
import { openCheckpoints } from "./folder.ts";

if (import.meta.main) {
  const [folder = "", milliseconds = ""] = Deno.args;
  const checkpoints = await openCheckpoints(folder, {
    owner: { job: "job", run: "run", code: "code", machine: "machine" },
    every: 0,
  });
  const own = kept(checkpoints, "count", { count: 0 });
  checkpoints.keep(
    "array",
    () => ({ data: null, arrays: { array: new Float32Array(500_000).fill(own.count) } }),
  );
  let kill: ReturnType<typeof setTimeout> | undefined;
  while (true) {
    own.count++;
    await checkpoints.save();
    await Deno.stdout.write(new TextEncoder().encode(`${own.count}\n`));
    // It ends itself: where `deno` is a launcher, the parent could kill only the launcher.
    kill ??= setTimeout(() => Deno.kill(Deno.pid, "SIGKILL"), Number(milliseconds));
  }
}
