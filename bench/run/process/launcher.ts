/**
 * `deno task bench`: the one process that may start programs. It imports no package; it starts the conductor, which
 * decides what is done, and the workers that the conductor asks for, and ends them when it is told to end.
 *
 * Permissions: run of deno and git, the environment's HOME and XDG_CACHE_HOME.
 * @module
 */
import { gitState } from "../../store/git_state.ts";
import { type Child, describeEnd } from "./child.ts";
import { type Grants, grants } from "./grants.ts";
import type { FromLauncher, ToLauncher } from "./launcher_messages.ts";
import { startBenches, startConductor, startWorker } from "./programs.ts";
import { EXIT_CODES, signalChild, stopChildren } from "../../rights/signals.ts";

/** Runs the conductor to its end. @returns the exit code. */
async function launch(args: readonly string[], allowed: Grants): Promise<number> {
  const conductor = startConductor(allowed, args);
  const workers = new Map<number, Child>();
  const tell = (message: FromLauncher) => conductor.send(JSON.stringify(message));
  let benches: Deno.ChildProcess | undefined;

  const stopped = stopChildren((how) => {
    for (const child of [...workers.values(), conductor]) child.stop(how);
    signalChild(benches, how);
  });

  async function follow(id: number, child: Child): Promise<void> {
    workers.set(id, child);
    for await (const line of child.lines) tell({ from: id, line });
    const ended = await child.ended;
    workers.delete(id);
    tell({ ended: id, ...ended });
  }
  async function obey(message: ToLauncher): Promise<void> {
    if (stopped() !== undefined) return;
    // deno-lint-ignore no-console
    if ("out" in message) console.log(message.out);
    else if ("to" in message) workers.get(message.to)?.send(message.line);
    else if ("stop" in message) workers.get(message.stop)?.stop();
    else if ("start" in message) {
      await follow(message.start, startWorker(allowed, { megabytes: message.megabytes?.toString() }));
    } else {
      benches = startBenches(allowed);
      tell({ benches: (await benches.status).success });
    }
  }

  void gitState(ROOT).then((git) => tell({ git: git ?? null }));
  const errands = new Set<Promise<void>>();
  for await (const line of conductor.lines) errands.add(obey(JSON.parse(line)));
  const ended = await conductor.ended;
  for (const child of workers.values()) child.stop();
  await Promise.all(errands);
  const signal = stopped();
  if (signal === undefined && ended.signal === null) return ended.code;
  showCursor();
  const why = signal === undefined ? describeEnd(ended) : `stopped by ${signal}`;
  // deno-lint-ignore no-console
  console.error(`bench: ${why}; what is stored is kept, and the same command resumes`);
  return signal === undefined ? 1 : EXIT_CODES[signal];
}

/** A progress bar hides it. */
function showCursor(): void {
  if (Deno.stderr.isTerminal()) Deno.stderr.writeSync(new TextEncoder().encode("\r\u001b[K\u001b[?25h"));
}

const ROOT = new URL("../../../", import.meta.url).pathname.replace(/\/$/, "");

if (import.meta.main) {
  Deno.exit(await launch(Deno.args, grants(Deno.args, { root: ROOT, env: (name) => Deno.env.get(name) })));
}
