/**
 * `deno task peer`: our training steps next to PyTorch's.
 *
 * Permissions: read on the project, run of python3, FFI of the BLAS library.
 * @module
 */
import { BackendError } from "../../estimators/mod.ts";
import {
  type CommandIo,
  defineCommand,
  type FlagValues,
  names,
  number,
  runAndExit,
  text,
  toggle,
  UsageError,
  wholeNumber,
  wholeNumbers,
} from "../command_line.ts";
import { compare } from "../peer/compare.ts";
import { jsonLine, tableHeader, tableLine } from "../peer/format.ts";
import { peerModels, stepsOf } from "../peer/steps.ts";
import { findTorch } from "../peer/torch.ts";

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

/** Times our training steps and, where it can be found, PyTorch's. */
export const peerCommand = defineCommand({
  name: "peer",
  summary: "Times training steps at batch 80, interleaved with PyTorch's where python3 has torch.",
  flags: FLAGS,
  run: (values, io) => peer(values, io).catch(asUsage),
});

async function peer(
  { models, torch: script, json, ...settings }: FlagValues<typeof FLAGS>,
  io: CommandIo,
): Promise<void> {
  const notice = (line: string) => io.error(`peer: ${line}`);
  const found = script === undefined ? "no --torch SCRIPT was given" : await findTorch();
  if (typeof found === "string") notice(`without PyTorch, ours alone: ${found}`);
  else notice(`PyTorch ${found.version} of ${found.python}`);
  const torch = typeof found === "string" || script === undefined ? {} : {
    torch: { python: found.python, script },
  };
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

if (import.meta.main) await runAndExit(peerCommand);
