/**
 * `launcher.ts MODULE …`: runs the command of a task in a process that has the rights that its command line names. It
 * imports no package, and may start Deno and nothing else.
 *
 * Permissions: run of deno, the environment's HOME and XDG_CACHE_HOME.
 * @module
 */
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { EXIT_CODES, signalChild, stopChildren } from "./signals.ts";
import { rights } from "./rights.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, "");

/** Runs a module of the project to its end. @returns the exit code. */
async function launch([module = "", ...args]: readonly string[]): Promise<number> {
  const env = (name: string) => Deno.env.get(name);
  const allowed = rights(basename(module, ".ts"), args, { root: ROOT, env });
  const child = new Deno.Command("deno", {
    args: ["run", "--no-prompt", ...allowed, `${ROOT}/${module}`, ...args],
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  const stopped = stopChildren((how) => signalChild(child, how));
  const { code } = await child.status;
  const signal = stopped();
  if (signal === undefined) return code;
  // deno-lint-ignore no-console
  console.error(
    `${basename(module, ".ts")}: stopped by ${signal}; what is whole is kept, and the same command goes on`,
  );
  return EXIT_CODES[signal];
}

if (import.meta.main) Deno.exit(await launch(Deno.args));
