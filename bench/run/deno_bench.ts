/**
 * The Deno benches, as a child process whose table goes straight to the terminal.
 * @module
 */
import { blasCandidates } from "../../estimators/mod.ts";

const BENCH_FILE = new URL("../benches/gradients_bench.ts", import.meta.url);

/** Runs `deno bench`; resolves to whether it succeeded. */
export async function runDenoBench(): Promise<boolean> {
  const { success } = await new Deno.Command("deno", {
    args: [
      "bench",
      "--no-prompt",
      "--allow-read",
      `--allow-ffi=${blasCandidates().join(",")}`,
      BENCH_FILE.href,
    ],
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  return success;
}
