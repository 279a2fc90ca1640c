/**
 * `deno task data NAME…`: fetches data sets into the cache and verifies every file.
 *
 * Exit codes: 0 all files are present and verified, 1 one is not, 2 usage error.
 * @module
 */
import process from "node:process";
import { Presets, SingleBar } from "cli-progress";
import type { CacheOptions, DownloadProgress } from "../../models/mod.ts";
import { DataError, datasetEntry, datasetNames, readDataFile } from "../../models/mod.ts";
import {
  type Command,
  type CommandIo,
  defineCommand,
  nearestName,
  printable,
  runAndExit,
  text,
  toggle,
  UsageError,
} from "../command_line.ts";

/** How the command reaches the network, and shows it. */
export interface DataAccess {
  readonly fetch?: typeof fetch;
  readonly progress?: DataProgress;
}

/** Something that shows the progress of a download. */
export interface DataProgress {
  update(progress: DownloadProgress): void;
  /** Clears the display, before lines are written and at the end. */
  stop(): void;
}

const FLAGS = {
  "data-dir": text({ placeholder: "DIR", help: "folder with original files, looked at first" }),
  "cache": text({
    placeholder: "DIR",
    help: "the cache  (default $XDG_CACHE_HOME/r2g2-bench, else $HOME/.cache/r2g2-bench)",
  }),
  "offline": toggle("verify only, download nothing"),
};

const width = Math.max(...datasetNames().map(({ length }) => length));

/** One line for each verified file, one for each data set that failed. */
export function dataCommand(access: DataAccess = {}): Command<typeof FLAGS> {
  return defineCommand({
    name: "data",
    summary: "Downloads the files of data sets into the cache, verifies every file, and prints where it is.",
    flags: FLAGS,
    positionals: {
      placeholder: "NAME…",
      least: 1,
      most: Infinity,
      missing: `name a data set: ${datasetNames().join(", ")}`,
    },
    details: datasetNames().map((name) => `  ${name.padEnd(width)}  ${datasetEntry(name).summary}`).join(
      "\n",
    ),
    async run({ "data-dir": dataDir, cache, offline }, io, names) {
      const unknown = names.find((name) => !datasetNames().includes(name));
      if (unknown !== undefined) {
        throw new UsageError(`unknown data set ${nearestName(unknown, datasetNames())}`);
      }
      const { progress } = access;
      const options: CacheOptions = {
        offline,
        ...(dataDir === undefined ? {} : { dataDir }),
        ...(cache === undefined ? {} : { cacheDir: cache }),
        ...(access.fetch === undefined ? {} : { fetch: access.fetch }),
        ...(progress === undefined ? {} : { onProgress: progress.update }),
      };
      let code = 0;
      for (const name of new Set(names)) {
        try {
          await fetchSet(name, { options, io, progress });
        } catch (error) {
          progress?.stop();
          if (!(error instanceof DataError)) throw error;
          io.error(`data: ${printable(error.message)}`);
          code = 1;
        }
      }
      return code;
    },
  });
}

async function fetchSet(
  name: string,
  { options, io, progress }: { options: CacheOptions; io: CommandIo; progress: DataProgress | undefined },
): Promise<void> {
  const { files } = datasetEntry(name);
  if (files === undefined) io.out(`${name}: is made, not read; it needs no file`);
  for (const file of files?.files ?? []) {
    const { path, bytes, sha256 } = await readDataFile(files!, file, options);
    progress?.stop();
    io.out(`${name}: ${file.name} verified, ${bytes.length} bytes, sha256 ${sha256}, in ${path}`);
  }
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
  await runAndExit(dataCommand(process.stderr.isTTY ? { progress: progressBar() } : {}));
}
