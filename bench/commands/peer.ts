/**
 * `deno task peer`: our training steps next to PyTorch's.
 *
 * Started by its launcher, which it asks for both sides; loads no tfjs. Permissions: read on the project, and what the
 * machine is.
 * @module
 */
import os from "node:os";
import {
  type Command,
  type CommandIo,
  defineCommand,
  type FlagValues,
  names,
  number,
  text,
  toggle,
  wholeNumber,
  wholeNumbers,
} from "../command_line.ts";
import { compare } from "../peer/compare.ts";
import { tableHeader, tableLine } from "../peer/format.ts";
import type { FromLauncher, ToLauncher } from "../peer/messages.ts";
import { RemoteSides, type Sides } from "../peer/remote.ts";
import { BATCH, peerModels } from "../peer/rows.ts";
import type { PeerReport } from "../peer/types.ts";
import { runAsking } from "../run/process/asking.ts";

const FLAGS = {
  torch: text({
    placeholder: "auto|off|SCRIPT",
    help:
      "the other side: a script that takes --seconds S --threads A,B --estimators A,B MODEL and prints a JSON " +
      "line per estimator and number of threads; auto: the project's own",
    default: "auto",
  }),
  models: names({ placeholder: "A,B", help: peerModels.join(", "), oneOf: peerModels, default: peerModels }),
  seconds: number({
    above: 0,
    placeholder: "S",
    help: "training time per side, estimator and thread count",
    default: 2,
  }),
  rounds: wholeNumber({
    least: 1,
    placeholder: "N",
    help: "rounds that the seconds are split into; a step that takes long has fewer",
    default: 5,
  }),
  threads: wholeNumbers({
    least: 1,
    placeholder: "A,B",
    help: "thread counts; each side counts at its faster one",
    default: [1, 2],
  }),
  blas: text({
    placeholder: "auto|off|openblas|onednn|PATH",
    help: "native matrix products on our side",
    default: "auto",
  }),
  json: toggle("the whole comparison as JSON, for deno task speed"),
} as const;

/** Times our training steps and, where it can be found, PyTorch's. */
export function peerCommand(sides: Sides): Command<typeof FLAGS> {
  return defineCommand({
    name: "peer",
    summary: `Times training steps at batch ${BATCH}, interleaved with PyTorch's where python3 has torch.
PATH says which python3: PATH=FOLDER:$PATH deno task peer.`,
    flags: FLAGS,
    run: (values, io) => peer(values, io, sides),
  });
}

async function peer(
  { torch, json, ...settings }: FlagValues<typeof FLAGS>,
  io: CommandIo,
  sides: Sides,
): Promise<void> {
  const notice = (line: string) => io.error(`peer: ${line}`);
  const found = torch === "off" ? "--torch is off" : await sides.find();
  if (typeof found === "string") notice(`without PyTorch, ours alone: ${found}`);
  else notice(`PyTorch ${found.version} of ${found.python}`);
  const before = load();
  const { rows, about } = await compare({
    ...settings,
    sides,
    ...(typeof found === "string" ? {} : { python: found.python }),
    notice,
    progress: (model, round) => notice(`round ${round + 1} of ${settings.rounds}, ${model}`),
  });
  const after = load();
  const report: PeerReport = {
    made: new Date().toISOString().slice(0, 10),
    machine: {
      cpu: os.cpus()[0]?.model.trim() || "unknown",
      cores: navigator.hardwareConcurrency,
      load: before === undefined || after === undefined ? null : [before, after],
    },
    settings: {
      batch: BATCH,
      seconds: settings.seconds,
      rounds: settings.rounds,
      threads: settings.threads,
    },
    about,
    rows,
  };
  const lines = json
    ? [JSON.stringify(report, (_, value) => rounded(value), 2)]
    : [tableHeader(), ...rows.map(tableLine)];
  lines.forEach((line) => io.out(line));
}

/** Processes that wanted to run, over the last minute. */
function load(): number | undefined {
  return Deno.build.os === "windows" ? undefined : Deno.loadavg()[0];
}

/** Five digits are more than rounds repeat. */
function rounded(value: unknown): unknown {
  return typeof value === "number" ? Number(value.toPrecision(5)) : value;
}

if (import.meta.main) {
  await runAsking<typeof FLAGS, ToLauncher, FromLauncher>((ask) => {
    const sides = new RemoteSides(ask);
    return { command: peerCommand(sides), hear: (message) => sides.hear(message) };
  });
}
