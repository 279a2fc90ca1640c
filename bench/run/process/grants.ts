/**
 * What each process of a run may do: what its command line names, and nothing else.
 *
 * | process | reads | writes | runs | loads | network |
 * |---|---|---|---|---|---|
 * | launcher | | | deno, git | | |
 * | conductor | the project, the plugins' folders, the results | the results | Slurm's commands, if asked for | | |
 * | worker | the project, the plugins' folders, the data, its checkpoints | its checkpoints | | the BLAS library | |
 * | benches, our side of `peer` | the project | | | the BLAS library | |
 *
 * Only the launcher may start programs, and it imports no package. A native library can do anything: whoever distrusts
 * one says `--blas off`.
 * @module
 */
import { join, resolve } from "node:path";
import { libraryPaths } from "../../../estimators/backend/products/paths.ts";
import { allow } from "../../rights/allow.ts";
import { pluginFolder } from "../../rights/plugin_folder.ts";
import { cacheFolder } from "../../rights/cache_folder.ts";
import { flagTexts } from "../../rights/flag_texts.ts";

/** Arguments of `deno run`, up to the module. */
export interface Grants {
  readonly conductor: readonly string[];
  readonly worker: readonly string[];
  readonly benches: readonly string[];
  /** Of the command of `deno task peer`. */
  readonly compared: readonly string[];
  /** Of our side of `deno task peer`. */
  readonly timed: readonly string[];
}

/** What decides the grants. */
export interface GrantOptions {
  /** The project's folder. */
  readonly root: string;
  /** Looks up a variable of the environment. */
  readonly env: (name: string) => string | undefined;
}

/** Variables that say where data sets are kept. */
const ENVIRONMENT = "--allow-env=HOME,XDG_CACHE_HOME";

/** @param args Of `deno task bench`; what is wrong in them is left to the conductor to say. */
export function grants(args: readonly string[], { root, env }: GrantOptions): Grants {
  const { results, data, blas, slurm, plugins } = named(args);
  const checkpoints = join(results, "checkpoints");
  const cache = cacheFolder(env);
  const libraries = libraryPaths(blas);
  const natively = libraries.length === 0 ? [] : [`--allow-ffi=${libraries.join(",")}`];
  const computing = [...allow("read", [root]), ...natively];
  return {
    conductor: [
      ...allow("read", [root, ...plugins, results]),
      ...allow("write", [results]),
      "--allow-sys=cpus,systemMemoryInfo,osRelease",
      ...(slurm ? ["--allow-run=sbatch,squeue"] : []),
    ],
    worker: [
      ...allow("read", [root, ...plugins, checkpoints, data, cache]),
      ...allow("write", [checkpoints]),
      ENVIRONMENT,
      ...natively,
    ],
    benches: computing,
    compared: [...allow("read", [root]), "--allow-sys=cpus,loadavg"],
    timed: computing,
  };
}

function named(args: readonly string[]) {
  const { all, last } = flagTexts(args, ["results", "data-dir", "blas", "launcher", "plugin"]);
  const data = last("data-dir");
  return {
    results: resolve(last("results") ?? "results"),
    data: data && resolve(data),
    blas: last("blas") ?? "auto",
    slurm: last("launcher") === "slurm",
    plugins: all("plugin").map(pluginFolder),
  };
}
