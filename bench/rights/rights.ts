/**
 * What the process of each task may do: what its command line names, and nothing else.
 *
 * | task | reads, besides the project | writes | network |
 * |---|---|---|---|
 * | report | the results, the folder that holds the report | the report | |
 * | archive | the results, the archive | the archive | |
 * | repair | the results | the results | |
 * | audit | the samples | the page | |
 * | data | the data, the cache | the cache | the hosts of the data sets |
 * | conformance | the plugins' folders | | |
 * | support | | | |
 * | rules | | | |
 * | advise | | | |
 *
 * None may start programs, and only `advise`, which times gradients, may load the libraries of matrix products. A bench run, `peer` and `gate` have launchers of their own.
 * @module
 */
import { dirname, resolve } from "node:path";
import { libraryPaths } from "../../estimators/backend/products/paths.ts";
import { allow } from "./allow.ts";
import { pluginFolder } from "./plugin_folder.ts";
import { cacheFolder } from "./cache_folder.ts";
import { type FlagTexts, flagTexts } from "./flag_texts.ts";
import { besidesFolder } from "../store/disk/folder.ts";

/** What decides the rights. */
export interface RightsOptions {
  /** The project's folder. */
  readonly root: string;
  /** Looks up a variable of the environment. */
  readonly env: (name: string) => string | undefined;
}

/** Paths of one command line, and rights of other kinds. */
interface Rights {
  readonly read: readonly (string | undefined)[];
  readonly write?: readonly (string | undefined)[];
  readonly others?: readonly string[];
}

interface TaskRights {
  /** Flags that take a text. */
  readonly flags: readonly string[];
  readonly of: (texts: FlagTexts, env: RightsOptions["env"]) => Rights;
}

/** Where the registered data sets are published, all by https. */
const HOSTS = [
  "github.com",
  "ossci-datasets.s3.amazonaws.com",
  "raw.githubusercontent.com",
  "storage.googleapis.com",
  "www.cs.toronto.edu",
];

const TASKS: Readonly<Record<string, TaskRights>> = {
  report: {
    flags: ["results", "compare", "out"],
    of({ last, list }) {
      const out = last("out") ?? "site";
      const results = list("results");
      return {
        read: [...(results.length === 0 ? ["results"] : results), ...list("compare"), out, holderOf(out)],
        write: [out, ...besidesFolder(out)],
      };
    },
  },
  archive: {
    flags: ["results", "out"],
    of({ last, list }) {
      const out = last("out");
      return { read: [...list("results"), out], write: [out] };
    },
  },
  repair: { flags: [], of: ({ rest }) => ({ read: rest, write: rest }) },
  audit: {
    flags: [
      ...["reference", "against", "alpha", "power", "detect", "batch", "tolerance", "absolute-tolerance"],
      ...["header", "array", "out"],
    ],
    of: ({ all, last, rest }) => ({
      read: [...rest, ...all("reference"), ...all("against")],
      write: [last("out")],
    }),
  },
  data: {
    flags: ["data-dir", "cache"],
    of({ last }, env) {
      const cache = last("cache") ?? cacheFolder(env);
      return {
        read: [last("data-dir"), cache],
        write: [cache],
        others: [
          "--allow-env=HOME,XDG_CACHE_HOME",
          `--allow-net=${HOSTS.map((host) => `${host}:443`).join(",")}`,
        ],
      };
    },
  },
  conformance: { flags: ["backend"], of: ({ rest }) => ({ read: rest.map(pluginFolder) }) },
  support: { flags: [], of: () => ({ read: [] }) },
  rules: { flags: ["simulations"], of: () => ({ read: [] }) },
  advise: {
    flags: [
      ...["outputs", "inputs", "positions", "family", "spread", "batch", "noise-share", "rounds"],
      ...["network", "blas"],
    ],
    of({ last }) {
      const libraries = libraryPaths(last("blas") ?? "auto");
      return { read: [], others: libraries.length === 0 ? [] : [`--allow-ffi=${libraries.join(",")}`] };
    },
  },
};

/** Tasks that have rights here. */
export const taskNames: readonly string[] = Object.keys(TASKS);

/**
 * Arguments of `deno run` up to the module.
 *
 * @throws {RangeError} for a task that has none.
 */
export function rights(task: string, args: readonly string[], { root, env }: RightsOptions): string[] {
  if (!Object.hasOwn(TASKS, task)) {
    throw new RangeError(
      `no rights are known of ${JSON.stringify(task)}; wanted one of ${taskNames.join(", ")}`,
    );
  }
  const { flags, of } = TASKS[task]!;
  const { read, write = [], others = [] } = of(flagTexts(args, flags), env);
  const whole = (paths: readonly (string | undefined)[]) => paths.map((path) => path && resolve(path));
  return [...allow("read", [root, ...whole(read)]), ...allow("write", whole(write)), ...others];
}

/** The folder that holds one, which is opened to make the name in it durable. */
function holderOf(path: string): string {
  return dirname(resolve(path));
}
