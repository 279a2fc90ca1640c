/**
 * `deno task peer`: the one process of the comparison that may start programs. It imports no package; it starts the
 * command, which starts nothing and asks for the sides, and each side's processes.
 *
 * Permissions: run of deno and python3.
 * @module
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { EXIT_CODES, signalChild, stopChildren } from "../rights/signals.ts";
import { describeEnd, startChild } from "../run/process/child.ts";
import { grants } from "../run/process/grants.ts";
import type { FromLauncher, OurLine, OurTask, OurTimes, Question, ToLauncher } from "./messages.ts";
import { findTorch, lastLine, run, runTorch, type Started } from "./torch.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, "");
const COMMAND = new URL("../commands/peer.ts", import.meta.url).href;
const OURS = new URL("./ours_worker.ts", import.meta.url).href;

/** Runs the command to its end. @returns the exit code. */
async function launch(args: readonly string[]): Promise<number> {
  const { compared, timed } = grants(args, { root: ROOT, env: () => undefined });
  const command = startChild(["run", "--no-prompt", ...compared, COMMAND, ...args], { stderr: "inherit" });
  let side: Deno.ChildProcess | undefined;
  const stopped = stopChildren((how) => {
    command.stop(how);
    signalChild(side, how);
  });
  const options = {
    script: scriptOf(args),
    rights: timed,
    started: (child: Deno.ChildProcess) => void (side = child),
  };
  for await (const line of command.lines) {
    const message: ToLauncher = JSON.parse(line);
    // deno-lint-ignore no-console
    if ("out" in message) console.log(message.out);
    // Not awaited: a signal that ends the command ends this loop.
    else if (stopped() === undefined) {
      void answer(message, options).then((said) => command.send(JSON.stringify(said)));
    }
  }
  const ended = await command.ended;
  signalChild(side, "SIGKILL");
  const signal = stopped();
  if (signal === undefined && ended.signal === null) return ended.code;
  // deno-lint-ignore no-console
  console.error(`peer: ${signal === undefined ? describeEnd(ended) : `stopped by ${signal}`}`);
  return signal === undefined ? 1 : EXIT_CODES[signal];
}

interface Options {
  readonly script: string | undefined;
  readonly rights: readonly string[];
  readonly started: Started;
}

async function answer(message: Question, { script, rights, started }: Options): Promise<FromLauncher> {
  try {
    if ("find" in message) return { found: await findTorch({ started }) };
    if ("ours" in message) return await runOurs(message.ours, { rights, started });
    return {
      theirs: await runTorch({ ...message.theirs, ...(script !== undefined && { script }) }, started),
    };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

/** Our side in a process of its own. */
async function runOurs(
  task: OurTask,
  { rights, started }: Pick<Options, "rights" | "started">,
): Promise<FromLauncher> {
  const { success, stdout, stderr } = await run(
    ["deno", "run", "--no-prompt", ...rights, OURS, JSON.stringify(task)],
    { started },
  );
  if (!success) return { failed: `our side failed: ${lastLine(stderr)}` };
  const lines: OurLine[] = stdout.trim().split("\n").map((line) => JSON.parse(line));
  const times: OurTimes["times"][number][] = [];
  const [notices, products]: [string[], Record<number, OurTask["products"][number]>] = [[], {}];
  let about: OurTimes["about"] = {};
  for (const line of lines) {
    if ("refused" in line) return line;
    if ("about" in line) about = line.about;
    else if ("notice" in line) notices.push(line.notice);
    else if ("chosen" in line) products[line.threads] = line.chosen;
    else times.push(line);
  }
  return { ours: { times, about, products, notices } };
}

/** The user's script; what is wrong in the flags is left to the command to say. */
function scriptOf(args: readonly string[]): string | undefined {
  const { values } = parseArgs({ args: [...args], options: { torch: { type: "string" } }, strict: false });
  return typeof values.torch === "string" && !["auto", "off"].includes(values.torch)
    ? values.torch
    : undefined;
}

if (import.meta.main) Deno.exit(await launch(Deno.args));
