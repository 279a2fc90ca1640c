/**
 * The code that makes a run's numbers: which sources, and whether they are those of a commit.
 *
 * A run's identity is the hash of its configuration. Code is no part of it, so that a run survives a fix of its
 * progress bar; but every record names the code that made it, and no run resumes with other code unasked.
 * @module
 */
import { configurationHash, sha256 } from "./canonical.ts";
import { CODE_FOLDERS, type GitState, gitState, LOCK } from "./git_state.ts";

/** The non-test sources of the folders that decide numbers, the lock, and Deno. */
export interface CodeState {
  /** Hash of Deno's version and the sources. */
  readonly id: string;
  /** Version of Deno. */
  readonly deno: string;
  /** The first 16 digits of each file's sha256, by its path below the project's folder. */
  readonly sources: Readonly<Record<string, string>>;
  /** Whether the sources differ from the commit that is checked out; absent where git cannot be asked. */
  readonly dirty?: boolean;
  /** The commit that is checked out, for people: one that changes no source is the same code. */
  readonly commit?: string;
}

/** What a record says of the code that made it. */
export type CodeMark = Pick<CodeState, "id" | "dirty">;

const NO_SOURCE = /(_test|_bench)\.ts$|(^|\/|_)testing(\/|_|\.)|^bench\/faults$/;

/**
 * The code of this project as it stands on the disk.
 *
 * @param root The project's folder. @default the one of this file; code that was loaded from the network is known
 * by its address, which holds its version
 * @param asked What git said to a process that may run it. @default this process asks, if it may
 *
 * Permissions: read on the folder; run of git, without which `dirty` and `commit` are left out.
 */
export async function codeState(
  root: string | undefined = import.meta.dirname?.replace(/\/bench\/store$/, ""),
  asked: Partial<GitState> | undefined = undefined,
): Promise<CodeState> {
  const deno = Deno.version.deno;
  if (root === undefined) return withId({ deno, sources: { [import.meta.url]: "" } });
  const files = [LOCK];
  for (const folder of CODE_FOLDERS) for await (const path of sourcesIn(root, folder)) files.push(path);
  const hashes = await Promise.all(files.sort().map((path) => hashOf(`${root}/${path}`)));
  const sources = Object.fromEntries(files.map((path, i) => [path, hashes[i]!]));
  return withId({ deno, sources, ...asked ?? await gitState(root) });
}

/** Whether a state's id is the hash of what it says. */
export function isIntact({ id, ...rest }: CodeState): boolean {
  return withId(rest).id === id;
}

/** What differs between two states, in words: `bench/train/loop.ts, models/zoo.ts and 3 more files`. */
export function codeChanges(before: CodeState, after: CodeState): string {
  const paths = [...new Set([...Object.keys(before.sources), ...Object.keys(after.sources)])].sort();
  const changed = paths.filter((path) => before.sources[path] !== after.sources[path]);
  const told = changed.length > TOLD + 1 ? changed.slice(0, TOLD) : changed;
  return [
    ...(before.deno === after.deno ? [] : [`Deno ${before.deno} is now ${after.deno}`]),
    ...told,
    ...(told.length < changed.length ? [`${changed.length - told.length} more files`] : []),
  ].join(", ");
}

/** Files told by name; more of them say nothing new. */
const TOLD = 3;

function withId({ deno, sources, dirty, commit }: Omit<CodeState, "id">): CodeState {
  return {
    id: configurationHash({ deno, sources }),
    deno,
    sources,
    ...(dirty === undefined ? {} : { dirty }),
    ...(commit === undefined ? {} : { commit }),
  };
}

async function* sourcesIn(root: string, folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(`${root}/${folder}`)) {
    const path = `${folder}/${name}`;
    if (NO_SOURCE.test(path)) continue;
    if (isDirectory) yield* sourcesIn(root, path);
    else if (name.endsWith(".ts")) yield path;
  }
}

async function hashOf(path: string): Promise<string> {
  return sha256(await Deno.readFile(path)).slice(0, 16);
}
