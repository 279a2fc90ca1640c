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

/** Exit codes by signal: 128 and the signal's number. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
/** Time that children have to end by themselves. */
const GRACE_MILLISECONDS = 5000;

/** Runs the conductor to its end. @returns the exit code. */
async function launch(args: readonly string[], allowed: Grants): Promise<number> {
  const conductor = startConductor(allowed, args);
  const workers = new Map<number, Child>();
  const tell = (message: FromLauncher) => conductor.send(JSON.stringify(message));
  let benches: Deno.ChildProcess | undefined;

  let stopped: keyof typeof SIGNALS | undefined;
  const stop = (signal: keyof typeof SIGNALS) => {
    const again = stopped !== undefined;
    stopped ??= signal;
    const end = (how: Deno.Signal) => {
      for (const child of [...workers.values(), conductor]) child.stop(how);
      tryTo(() => benches?.kill(how));
    };
    end(again ? "SIGKILL" : "SIGTERM");
    if (!again) Deno.unrefTimer(setTimeout(() => end("SIGKILL"), GRACE_MILLISECONDS));
  };
  for (const signal of Object.keys(SIGNALS) as (keyof typeof SIGNALS)[]) {
    Deno.addSignalListener(signal, () => stop(signal));
  }

  async function follow(id: number, child: Child): Promise<void> {
    workers.set(id, child);
    for await (const line of child.lines) tell({ from: id, line });
    const ended = await child.ended;
    workers.delete(id);
    tell({ ended: id, ...ended });
  }
  async function obey(message: ToLauncher): Promise<void> {
    if (stopped !== undefined) return;
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
  if (stopped === undefined && ended.signal === null) return ended.code;
  showCursor();
  const why = stopped === undefined ? describeEnd(ended) : `stopped by ${stopped}`;
  // deno-lint-ignore no-console
  console.error(`bench: ${why}; what is stored is kept, and the same command resumes`);
  return stopped === undefined ? 1 : SIGNALS[stopped];
}

/** A progress bar hides it. */
function showCursor(): void {
  if (Deno.stderr.isTerminal()) Deno.stderr.writeSync(new TextEncoder().encode("\r\u001b[K\u001b[?25h"));
}

function tryTo(work: () => void): void {
  try {
    work();
  } catch {
    // It has ended already.
  }
}

const ROOT = new URL("../../../", import.meta.url).pathname.replace(/\/$/, "");

if (import.meta.main) {
  Deno.exit(await launch(Deno.args, grants(Deno.args, { root: ROOT, env: (name) => Deno.env.get(name) })));
}
