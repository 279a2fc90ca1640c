/**
 * `deno task data NAME…`: fetches data sets into the cache and verifies every file.
 *
 * Exit codes: 0 all files are there and verified, 1 one is not, 2 a command that cannot be meant.
 * @module
 */
// deno-lint-ignore-file no-console
import { parseArgs } from "node:util";
import process from "node:process";
import { Presets, SingleBar } from "cli-progress";
import type { CacheOptions, DownloadProgress } from "../../models/mod.ts";
import { DataError, datasetEntry, datasetNames, readDataFile } from "../../models/mod.ts";
import { nearestName } from "../nearest.ts";

/** Where a command writes, and how it reaches the network. */
export interface DataIo {
  readonly out: (line: string) => void;
  readonly error: (line: string) => void;
  readonly fetch?: typeof fetch;
  readonly progress?: DataProgress;
}

/** Something that shows how a download goes on. */
export interface DataProgress {
  update(progress: DownloadProgress): void;
  /** Clears the display, before lines are written and at the end. */
  stop(): void;
}

const FLAGS = {
  "data-dir": { type: "string" },
  "cache": { type: "string" },
  "offline": { type: "boolean", default: false },
  "help": { type: "boolean", short: "h", default: false },
} as const;

/**
 * Runs the command: one line for each verified file, one for each set that failed.
 *
 * @param args the command line
 * @returns the exit code
 */
export async function dataCommand(args: readonly string[], io: DataIo): Promise<number> {
  let values;
  let names;
  try {
    ({ values, positionals: names } = parse(args));
    if (!values.help && names.length === 0) {
      throw new RangeError(`name a data set: ${datasetNames.join(", ")}`);
    }
    for (const name of names) datasetEntry(name);
  } catch (error) {
    io.error(`data: ${(error as Error).message}; see --help`);
    return 2;
  }
  if (values.help) {
    io.out(help());
    return 0;
  }
  const options: CacheOptions = {
    offline: values.offline,
    ...(values["data-dir"] === undefined ? {} : { dataDir: values["data-dir"] }),
    ...(values.cache === undefined ? {} : { cacheDir: values.cache }),
    ...(io.fetch === undefined ? {} : { fetch: io.fetch }),
    ...(io.progress === undefined ? {} : { onProgress: io.progress.update }),
  };
  let code = 0;
  for (const name of new Set(names)) {
    try {
      await fetchSet(name, { options, io });
    } catch (error) {
      io.progress?.stop();
      if (!(error instanceof DataError)) throw error;
      io.error(`data: ${error.message}`);
      code = 1;
    }
  }
  return code;
}

async function fetchSet(name: string, { options, io }: { options: CacheOptions; io: DataIo }): Promise<void> {
  const { files } = datasetEntry(name);
  if (files === undefined) io.out(`${name}: is made, not read; it needs no file`);
  for (const file of files?.files ?? []) {
    const { path, bytes, sha256 } = await readDataFile(files!, file, options);
    io.progress?.stop();
    io.out(`${name}: ${file.name} verified, ${bytes.length} bytes, sha256 ${sha256}, in ${path}`);
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS, allowPositionals: true });
  } catch (error) {
    const flag = /'(--?[\w-]+)/.exec((error as Error).message)?.[1];
    const flags = Object.keys(FLAGS).map((name) => `--${name}`);
    if (flag !== undefined && !flags.includes(flag)) {
      throw new RangeError(`unknown flag ${nearestName(flag, flags)}`);
    }
    throw new RangeError((error as Error).message.split(". ")[0]!);
  }
}

function help(): string {
  const width = Math.max(...datasetNames.map(({ length }) => length));
  return `Usage: deno task data NAME… [flags]

Downloads the files of data sets into the cache, verifies every file, and prints where it is.

  --data-dir DIR  folder with original files, looked at first
  --cache DIR     the cache  (default $XDG_CACHE_HOME/r2g2-bench, else $HOME/.cache/r2g2-bench)
  --offline       verify only, download nothing

${datasetNames.map((name) => `  ${name.padEnd(width)}  ${datasetEntry(name).summary}`).join("\n")}
`;
}

/** A bar on a terminal, for downloads whose size is known. */
function progressBar(): DataProgress {
  const format = " {bar} {percentage} % | {eta_formatted} left | {file}";
  const bar = new SingleBar({ format, clearOnComplete: true, hideCursor: true }, Presets.shades_classic);
  return {
    update({ file, received, size }) {
      if (size === undefined) return;
      if (!bar.isActive) bar.start(size, 0, { file });
      bar.update(Math.min(received, size));
    },
    stop: () => bar.stop(),
  };
}

if (import.meta.main) {
  Deno.exitCode = await dataCommand(Deno.args, {
    out: console.log,
    error: console.error,
    ...(process.stderr.isTTY ? { progress: progressBar() } : {}),
  });
}
