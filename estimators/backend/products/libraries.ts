/**
 * Which library of matrix products is opened: the one that is named, or the first that works.
 * @module
 */
import { BackendError, type BackendOptions, type BlasNotUsed } from "../types.ts";
import { inDeno, needDeno, processors } from "../../runtime.ts";
import { type Blas, NOT_FOUND, openLibrary } from "./native.ts";
import { libraryPaths } from "./paths.ts";

export type { Blas } from "./native.ts";

const MOST_THREADS = 4;

/** How a library is opened. */
export interface OpenOptions {
  readonly threads?: number | undefined;
  /** Libraries that are open, verified, and may be given again. */
  readonly open?: readonly Blas[];
}

/** Names that stand for paths where a library may be. */
const KINDS: Readonly<Record<string, Kind>> = {
  auto: { what: "BLAS library", debian: "libopenblas0-pthread" },
  openblas: { what: "OpenBLAS", debian: "libopenblas0-pthread" },
  onednn: { what: "oneDNN", debian: "libdnnl2 or libdnnl3" },
};

interface Kind {
  readonly what: string;
  /** The package that has it. */
  readonly debian: string;
}

/**
 * Opens and verifies a library.
 *
 * @param which `auto`: the first permitted candidate that works, else the reason why there is none.
 * `openblas`, `onednn`: the first of these, or an error; a path: that library, or an error. `off`: none.
 * @throws BackendError where a library was asked for and is missing, refused, or multiplies wrongly
 *
 * @example
 * ```ts
 * import { openBlas } from "./libraries.ts";
 * const blas = openBlas("auto");
 * if ("sgemm" in blas) {
 *   const [a, b, c] = [[1, 2], [3, 4], [0, 0]].map((values) => new Float32Array(values));
 *   blas.sgemm(101, 111, 111, 1, 1, 2, 1, a!, 2, b!, 1, 0, c!, 1);
 *   if (c![0] !== 11) throw new Error(`1·3 + 2·4 = ${c![0]}`);
 *   blas.close();
 * } else if (blas.reason === "") throw new Error("no reason given");
 * ```
 */
export function openBlas(
  which: NonNullable<BackendOptions["blas"]>,
  { threads, open = [] }: OpenOptions = {},
): Blas | BlasNotUsed {
  const options = { threads: resolveThreads(threads), open };
  if (which === "off") return { used: false, reason: "switched off" };
  if (!Object.hasOwn(KINDS, which)) return openPath(which, options);
  const found = firstOf(which, options);
  if ("sgemm" in found || which === "auto") return found;
  throw new BackendError(`BLAS library ${which}: ${found.reason}`);
}

/** oneDNN, or the reason why there is none: nobody asked for it by name. */
export function openOneDnn({ threads, open = [] }: OpenOptions = {}): Blas | BlasNotUsed {
  return firstOf("onednn", { threads: resolveThreads(threads), open });
}

/** Threads as asked for, or the machine's processors up to four: the products here are small. */
export function resolveThreads(threads: number | undefined): number {
  if (threads === undefined) return Math.max(1, Math.min(processors(), MOST_THREADS));
  if (Number.isInteger(threads) && threads > 0) return threads;
  throw new BackendError(`BLAS threads: got ${threads}, wanted a positive integer`);
}

type Resolved = Required<OpenOptions> & { readonly threads: number };

function firstOf(which: string, options: Resolved): Blas | BlasNotUsed {
  const { what, debian } = KINDS[which]!;
  if (inDeno === undefined) return { used: false, reason: `only Deno can open a ${what}` };
  const paths = libraryPaths(which);
  // A candidate whose permission is undecided would prompt: auto never asks.
  const permitted = paths.filter((path) => permission(path) === "granted");
  if (permitted.length === 0) {
    const example = paths[0];
    const reason = example === undefined
      ? `no ${what} is known for ${inDeno.build.os}`
      : `no permission to open ${
        what === "BLAS library" ? `a ${what}` : what
      }: run with --allow-ffi=${example}`;
    return { used: false, reason };
  }
  const broken: string[] = [];
  for (const path of permitted) {
    try {
      return openPath(path, options);
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      if (!error.message.includes(NOT_FOUND)) broken.push(error.message);
    }
  }
  return { used: false, reason: broken[0] ?? `no ${what} is installed (on Debian: ${debian})` };
}

function permission(path: string): Deno.PermissionState {
  return needDeno("opening a BLAS library").permissions.querySync({ name: "ffi", path }).state;
}

function openPath(path: string, { threads, open }: Resolved): Blas {
  if (!path.startsWith("/") && !/^[A-Za-z]:[\\/]/.test(path)) {
    throw new BackendError(`BLAS library ${path}: wanted auto, off, openblas, onednn or an absolute path`);
  }
  if (permission(path) === "denied") {
    throw new BackendError(`BLAS library ${path}: permission refused: run with --allow-ffi=${path}`);
  }
  const there = open.find((blas) => blas.path === path);
  if (there === undefined) return openLibrary(path, threads);
  there.setThreads(threads);
  return there;
}
