/**
 * What git says of the sources that decide numbers. Needs no package, for the one process that may run programs.
 * @module
 */

/** Folders whose sources decide a run's numbers. */
export const CODE_FOLDERS = ["estimators", "models", "bench"] as const;
/** The versions of all packages. */
export const LOCK = "deno.lock";

/** A working tree as git sees it. */
export interface GitState {
  /** Whether the sources differ from the commit that is checked out. */
  readonly dirty: boolean;
  /** Its hexadecimal name; absent before the first commit. */
  readonly commit?: string;
}

/** Asks git; undefined without git, its permission, or a repository. Permissions: run of git. */
export async function gitState(root: string): Promise<GitState | undefined> {
  const { state } = await Deno.permissions.query({ name: "run", command: "git" });
  if (state !== "granted") return undefined;
  // Neither a lock on the index nor a program that the repository's configuration names.
  const safely = ["--no-optional-locks", "-c", "core.fsmonitor=false", "-C", root];
  try {
    const { success, stdout } = await new Deno.Command("git", {
      args: [...safely, "status", "--porcelain=v2", "--branch", "--", ...CODE_FOLDERS, LOCK],
      stdin: "null",
      stderr: "null",
    }).output();
    if (!success) return undefined;
    const lines = new TextDecoder().decode(stdout).trim().split("\n");
    const commit = /^# branch\.oid ([0-9a-f]+)$/m.exec(lines.join("\n"))?.[1];
    return {
      dirty: lines.some((line) => !line.startsWith("#")),
      ...(commit === undefined ? {} : { commit }),
    };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
