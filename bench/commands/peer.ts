/**
 * `deno task peer`: our training steps next to PyTorch's.
 *
 * Started by its launcher, which it asks for PyTorch. Permissions: read on the project, FFI of the BLAS library.
 * @module
 */
import { BackendError } from "../../estimators/mod.ts";
import {
  type Command,
  type CommandIo,
  defineCommand,
  type FlagValues,
  names,
  number,
  text,
  toggle,
  UsageError,
  wholeNumber,
  wholeNumbers,
} from "../command_line.ts";
import { compare } from "../peer/compare.ts";
import { jsonLine, tableHeader, tableLine } from "../peer/format.ts";
import { peerModels, stepsOf } from "../peer/steps.ts";
import type { FromLauncher, ToLauncher } from "../peer/messages.ts";
import { RemoteTorch } from "../peer/remote.ts";
import type { TorchSide } from "../peer/torch.ts";
import { runAsking } from "../run/process/asking.ts";

const FLAGS = {
  torch: text({
    placeholder: "SCRIPT",
    help: "prints a JSON line per model and estimator; takes --seconds, --threads and a model",
  }),
  models: names({ placeholder: "A,B", help: peerModels.join(", "), oneOf: peerModels, default: peerModels }),
  seconds: number({
    above: 0,
    placeholder: "S",
    help: "training time per side, estimator and thread count",
    default: 4,
  }),
  rounds: wholeNumber({
    least: 1,
    placeholder: "N",
    help: "rounds that the seconds are split into",
    default: 5,
  }),
  threads: wholeNumbers({
    least: 1,
    placeholder: "A,B",
    help: "thread counts; each side counts at its faster one",
    default: [1, 2],
  }),
  blas: text({ placeholder: "auto|off|PATH", help: "native matrix products on our side", default: "auto" }),
  json: toggle("one JSON object per line instead of a table"),
} as const;

/** Times our training steps and, where it can be found, PyTorch's. @param side The other side. */
export function peerCommand(side: TorchSide): Command<typeof FLAGS> {
  return defineCommand({
    name: "peer",
    summary: "Times training steps at batch 80, interleaved with PyTorch's where python3 has torch.",
    flags: FLAGS,
    run: (values, io) => peer(values, io, side).catch(asUsage),
  });
}

async function peer(
  { models, torch: script, json, ...settings }: FlagValues<typeof FLAGS>,
  io: CommandIo,
  side: TorchSide,
): Promise<void> {
  const notice = (line: string) => io.error(`peer: ${line}`);
  const found = script === undefined ? "no --torch SCRIPT was given" : await side.find();
  if (typeof found === "string") notice(`without PyTorch, ours alone: ${found}`);
  else notice(`PyTorch ${found.version} of ${found.python}`);
  const torch = typeof found === "string" ? {} : { torch: { side, python: found.python } };
  if (!json) io.out(tableHeader());
  for (const model of models) {
    const rows = await compare({ ...settings, ...torch, steps: stepsOf(model), notice });
    for (const row of rows) io.out(json ? jsonLine(row) : tableLine(row));
  }
}

/** A backend or library that was asked for and cannot be used. */
function asUsage(error: unknown): never {
  throw error instanceof BackendError ? new UsageError(error.message) : error;
}

if (import.meta.main) {
  await runAsking<typeof FLAGS, ToLauncher, FromLauncher>((ask) => {
    const side = new RemoteTorch(ask);
    return { command: peerCommand(side), hear: (message) => side.hear(message) };
  });
}
