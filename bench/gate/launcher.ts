/**
 * `deno task gate`: the one process of the gate that may start programs. It imports no package; it starts the command,
 * checks out what that compares with, and starts each measurement.
 *
 * Permissions: run of deno and git.
 * @module
 */
import { fileURLToPath, pathToFileURL } from "node:url";
import { lastLine, run } from "../peer/torch.ts";
import { EXIT_CODES, signalChild, stopChildren } from "../rights/signals.ts";
import { describeEnd, startChild } from "../run/process/child.ts";
import { type GateGrants, gateGrants } from "./grants.ts";
import type { FromLauncher, ToLauncher } from "./types.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, "");
const COMMAND = new URL("../commands/gate.ts", import.meta.url).href;
const MEASURE = new URL("./measure.ts", import.meta.url).href;
/** In a folder that git ignores. */
const BASE = `${ROOT}/results/.gate-base`;

/** Runs the command to its end. @returns the exit code. */
async function launch(args: readonly string[]): Promise<number> {
  const allowed = gateGrants(args, ROOT);
  const command = startChild(["run", "--no-prompt", ...allowed.command, COMMAND, ...args], {
    stderr: "inherit",
  });
  let side: Deno.ChildProcess | undefined;
  const stopped = stopChildren((how) => {
    command.stop(how);
    signalChild(side, how);
  });
  const started = (child: Deno.ChildProcess) => void (side = child);
  let checkedOut = false;
  for await (const line of command.lines) {
    const message: ToLauncher = JSON.parse(line);
    // deno-lint-ignore no-console
    if ("out" in message) console.log(message.out);
    // Not awaited: a signal that ends the command ends this loop.
    else if (stopped() === undefined) {
      checkedOut ||= "checkout" in message;
      void answer(message, { allowed, started }).then((said) => command.send(JSON.stringify(said)));
    }
  }
  const ended = await command.ended;
  signalChild(side, "SIGKILL");
  if (checkedOut) await git(["worktree", "remove", "--force", BASE], () => {});
  const signal = stopped();
  if (signal === undefined && ended.signal === null) return ended.code;
  // deno-lint-ignore no-console
  console.error(`gate: ${signal === undefined ? describeEnd(ended) : `stopped by ${signal}`}`);
  return signal === undefined ? 1 : EXIT_CODES[signal];
}

interface Tools {
  readonly allowed: GateGrants;
  readonly started: (child: Deno.ChildProcess) => void;
}

async function answer(
  message: Exclude<ToLauncher, { out: string }>,
  { allowed, started }: Tools,
): Promise<FromLauncher> {
  try {
    if ("checkout" in message) return await checkOut(message.checkout, started);
    const root = message.measure === "head" ? ROOT : BASE;
    const task = { ...message.task, root: pathToFileURL(root).href };
    const { success, stdout, stderr } = await run(
      [
        "deno",
        ...["run", "--no-prompt", "--no-check", "--config", `${root}/deno.json`, ...allowed.measured],
        MEASURE,
        JSON.stringify(task),
      ],
      { started },
    );
    return success
      ? { measured: JSON.parse(stdout.trim().split("\n").at(-1)!) }
      : { failed: `measuring the ${message.measure} failed: ${lastLine(stderr)}` };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

async function checkOut(ref: string, started: Tools["started"]): Promise<FromLauncher> {
  const known = await git(["rev-parse", "--verify", "--quiet", `${ref}^{commit}`], started);
  if (!known.success) {
    return { failed: `--base is ${JSON.stringify(ref)}, which git does not know as a commit` };
  }
  await git(["worktree", "remove", "--force", BASE], started); // what a killed gate has left
  const { success, stderr } = await git(
    ["worktree", "add", "--detach", "--force", BASE, known.stdout.trim()],
    started,
  );
  return success ? { checkedOut: known.stdout.trim() } : { failed: `git worktree: ${lastLine(stderr)}` };
}

function git(args: readonly string[], started: Tools["started"]): ReturnType<typeof run> {
  return run(["git", "-C", ROOT, ...args], { started });
}

if (import.meta.main) Deno.exit(await launch(Deno.args));
