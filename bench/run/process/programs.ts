/**
 * The programs of a run, started with what each may do. Needs the right to run Deno, and no package.
 * @module
 */
import { type Child, startChild } from "./child.ts";
import type { Grants } from "./grants.ts";

const here = (path: string) => new URL(path, import.meta.url).href;

/** A worker. @param megabytes the most memory that it may have. @default as much as there is */
export function startWorker(
  { worker }: Pick<Grants, "worker">,
  { megabytes, module = here("./worker.ts") }: {
    readonly megabytes?: string | undefined;
    /** For tests: what is run in its place. */
    readonly module?: string;
  } = {},
): Child {
  return startChild([
    "run",
    "--no-prompt",
    ...worker,
    module,
    ...(megabytes === undefined ? [] : [megabytes]),
  ]);
}

/** The conductor, whose messages for people go to the terminal. */
export function startConductor({ conductor }: Pick<Grants, "conductor">, args: readonly string[]): Child {
  return startChild(["run", "--no-prompt", ...conductor, here("../../commands/bench.ts"), ...args], {
    stderr: "inherit",
  });
}

/** The Deno benches, whose table goes to the terminal. */
export function startBenches({ benches }: Pick<Grants, "benches">): Deno.ChildProcess {
  return new Deno.Command("deno", {
    args: [
      ...["bench", "--no-prompt", ...benches],
      ...["gradients", "matched_cost"].map((name) => here(`../../benches/${name}_bench.ts`)),
    ],
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
}
