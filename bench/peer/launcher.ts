/**
 * `deno task peer`: the one process of the comparison that may start programs. It imports no package; it starts our
 * side, which loads tfjs and may start nothing, and PyTorch's script when our side asks for it.
 *
 * Permissions: run of deno and python3.
 * @module
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { describeEnd, startChild } from "../run/process/child.ts";
import { grants } from "../run/process/grants.ts";
import { EXIT_CODES, signalChild, stopChildren } from "../rights/signals.ts";
import type { FromLauncher, ToLauncher } from "./messages.ts";
import { torchOf, type TorchSide } from "./torch.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, "");
const OURS = new URL("../commands/peer.ts", import.meta.url).href;

/** Runs our side to its end. @returns the exit code. */
async function launch(args: readonly string[]): Promise<number> {
  const { compared } = grants(args, { root: ROOT, env: () => undefined });
  const ours = startChild(["run", "--no-prompt", ...compared, OURS, ...args], { stderr: "inherit" });
  let script: Deno.ChildProcess | undefined;
  const stopped = stopChildren((how) => {
    ours.stop(how);
    signalChild(script, how);
  });
  const torch = torchOf(scriptOf(args), (child) => script = child);
  for await (const line of ours.lines) {
    const message: ToLauncher = JSON.parse(line);
    // deno-lint-ignore no-console
    if ("out" in message) console.log(message.out);
    // Not awaited: a signal that ends our side ends this loop.
    else if (stopped() === undefined) {
      void answer(message, torch).then((said) => ours.send(JSON.stringify(said)));
    }
  }
  const ended = await ours.ended;
  signalChild(script, "SIGKILL");
  const signal = stopped();
  if (signal === undefined && ended.signal === null) return ended.code;
  // deno-lint-ignore no-console
  console.error(`peer: ${signal === undefined ? describeEnd(ended) : `stopped by ${signal}`}`);
  return signal === undefined ? 1 : EXIT_CODES[signal];
}

async function answer(
  message: Exclude<ToLauncher, { out: string }>,
  torch: TorchSide,
): Promise<FromLauncher> {
  try {
    return "find" in message ? { found: await torch.find() } : { timed: [...await torch.time(message.time)] };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

/** The script that the user named; what is wrong in the flags is left to our side to say. */
function scriptOf(args: readonly string[]): string {
  const { values } = parseArgs({ args: [...args], options: { torch: { type: "string" } }, strict: false });
  return typeof values.torch === "string" ? values.torch : "";
}

if (import.meta.main) Deno.exit(await launch(Deno.args));
