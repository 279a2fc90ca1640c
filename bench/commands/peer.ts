/**
 * `deno task peer`: our training steps next to PyTorch's.
 *
 * Exit codes: 0 done, 1 failed, 2 a command that cannot be meant or a library that cannot be used.
 * Permissions: read on the project, run of python3, FFI of the BLAS library.
 * @module
 */
// deno-lint-ignore-file no-console
import { BackendError } from "../../estimators/mod.ts";
import { compare } from "../peer/compare.ts";
import { jsonLine, tableHeader, tableLine } from "../peer/format.ts";
import { HELP, parsePeerOptions, type PeerOptions } from "../peer/options.ts";
import { stepsOf } from "../peer/steps.ts";
import { findTorch, PeerError } from "../peer/torch.ts";

/** Where the command writes. */
export interface PeerIo {
  readonly out: (line: string) => void;
  readonly error: (line: string) => void;
}

/** Runs the command and returns its exit code. */
export async function peerCommand(args: readonly string[], io: PeerIo): Promise<number> {
  let options: PeerOptions;
  try {
    options = parsePeerOptions(args);
  } catch (error) {
    io.error(`peer: ${(error as Error).message}; see --help`);
    return 2;
  }
  if (options.help) {
    io.out(HELP);
    return 0;
  }
  try {
    await peer(options, io);
    return 0;
  } catch (error) {
    if (!(error instanceof BackendError || error instanceof PeerError)) throw error;
    io.error(`peer: ${error.message}`);
    return error instanceof BackendError ? 2 : 1;
  }
}

async function peer({ models, torch: script, json, ...settings }: PeerOptions, io: PeerIo): Promise<void> {
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

if (import.meta.main) {
  Deno.exitCode = await peerCommand(Deno.args, { out: console.log, error: console.error });
}
