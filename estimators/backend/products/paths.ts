/**
 * Where operating systems keep libraries of matrix products: a BLAS with C bindings and 32-bit integers, and oneDNN.
 *
 * Deno opens a library only under an `--allow-ffi` of the very same absolute path, so these strings are
 * also what the tasks grant.
 * @module
 */

import { inDeno } from "../../runtime.ts";

/** Debian and Ubuntu; Fedora's threaded build; Arch and builds from source. */
const OPENBLAS = ["libopenblas.so.0", "libopenblasp.so.0", "libopenblas.so"];

/** Debian's libdnnl3 and libdnnl2. */
const ONEDNN = ["libdnnl.so.3", "libdnnl.so.2"];

/** Part of macOS itself, and the fastest on Apple's processors. */
const ACCELERATE = "/System/Library/Frameworks/Accelerate.framework/Accelerate";

/** A system, as Deno names it. */
export interface System {
  readonly os: string;
  readonly arch: string;
}

/**
 * Absolute paths that `auto` tries, in order: a BLAS before oneDNN, which is faster at small products alone.
 *
 * @example What a task on this machine would grant
 * ```ts
 * import { blasCandidates } from "./paths.ts";
 * const flag = `--allow-ffi=${blasCandidates().join(",")}`;
 * if (Deno.build.os === "linux" && !flag.includes("libopenblas.so.0")) throw new Error(flag);
 * ```
 */
export function blasCandidates(system: System = here()): readonly string[] {
  return [...openBlasCandidates(system), ...oneDnnCandidates(system)];
}

/** Where a BLAS may be. */
export function openBlasCandidates(system: System = here()): readonly string[] {
  if (system.os !== "darwin") return inFolders(OPENBLAS, system);
  const brew = system.arch === "aarch64" ? "/opt/homebrew" : "/usr/local";
  return [ACCELERATE, `${brew}/opt/openblas/lib/libopenblas.dylib`];
}

/** Where oneDNN may be. */
export function oneDnnCandidates(system: System = here()): readonly string[] {
  return inFolders(ONEDNN, system);
}

/** Paths that a backend's `blas` may open: those that a name stands for, or the path that it is. */
export function libraryPaths(blas: string): readonly string[] {
  const named: Readonly<Record<string, () => readonly string[]>> = {
    off: () => [],
    auto: blasCandidates,
    openblas: openBlasCandidates,
    onednn: oneDnnCandidates,
  };
  return Object.hasOwn(named, blas) ? named[blas]!() : [blas];
}

/** The system that runs this; nowhere are libraries looked for where it is not Deno, which alone can open them. */
function here(): System {
  return inDeno?.build ?? { os: "unknown", arch: "unknown" };
}

function inFolders(names: readonly string[], { os, arch }: System): string[] {
  if (os !== "linux") return [];
  const folders = [`/usr/lib/${arch}-linux-gnu`, "/usr/lib64", "/usr/lib", "/usr/local/lib"];
  return names.flatMap((name) => folders.map((folder) => `${folder}/${name}`));
}
