/**
 * Where operating systems keep a BLAS library with C bindings and 32-bit integers.
 *
 * Deno opens a library only under an `--allow-ffi` of the very same absolute path, so these strings are
 * also what the tasks grant.
 * @module
 */

/** Debian and Ubuntu; Fedora's threaded build; Arch and builds from source. */
const LINUX_NAMES = ["libopenblas.so.0", "libopenblasp.so.0", "libopenblas.so"];

/** Part of macOS itself, and the fastest on Apple's processors. */
const ACCELERATE = "/System/Library/Frameworks/Accelerate.framework/Accelerate";

/**
 * Absolute paths that `auto` tries, in order.
 *
 * @example What a task on this machine would grant
 * ```ts
 * import { blasCandidates } from "./paths.ts";
 * const flag = `--allow-ffi=${blasCandidates().join(",")}`;
 * if (Deno.build.os === "linux" && !flag.includes("libopenblas.so.0")) throw new Error(flag);
 * ```
 */
export function blasCandidates(
  { os, arch }: { readonly os: string; readonly arch: string } = Deno.build,
): readonly string[] {
  if (os === "darwin") {
    const brew = arch === "aarch64" ? "/opt/homebrew" : "/usr/local";
    return [ACCELERATE, `${brew}/opt/openblas/lib/libopenblas.dylib`];
  }
  if (os !== "linux") return [];
  const folders = [`/usr/lib/${arch}-linux-gnu`, "/usr/lib64", "/usr/lib", "/usr/local/lib"];
  return LINUX_NAMES.flatMap((name) => folders.map((folder) => `${folder}/${name}`));
}
