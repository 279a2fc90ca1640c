/**
 * The commit of a working tree, read from git's own files: no process is started.
 * @module
 */

/** Length of a commit's hexadecimal name: sha1 or sha256. */
const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/**
 * Hexadecimal name of the commit that a working tree has checked out.
 *
 * Follows `HEAD`, loose and packed references, and the `.git` file of a linked working tree
 * (gitrepository-layout). Local changes are not looked for.
 *
 * @returns the commit, `unknown` where there is none, or `not permitted` without read permission.
 */
export async function gitCommit(root: string): Promise<string> {
  try {
    const gitDirectory = await findGitDirectory(`${root}/.git`);
    if (gitDirectory === undefined) return "unknown";
    const commonName = await readIfThere(`${gitDirectory}/commondir`);
    const common = commonName === undefined ? gitDirectory : resolve(gitDirectory, commonName);
    const head = await readIfThere(`${gitDirectory}/HEAD`);
    const commit = head?.startsWith("ref: ") ? await resolveReference(common, head.slice(5)) : head;
    return commit !== undefined && COMMIT.test(commit) ? commit : "unknown";
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.PermissionDenied) {
      return "not permitted";
    }
    throw error;
  }
}

async function findGitDirectory(path: string): Promise<string | undefined> {
  try {
    if ((await Deno.stat(path)).isDirectory) return path;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const link = await readIfThere(path);
  return link?.startsWith("gitdir: ")
    ? resolve(path.slice(0, path.lastIndexOf("/")), link.slice(8))
    : undefined;
}

async function resolveReference(directory: string, name: string): Promise<string | undefined> {
  const loose = await readIfThere(`${directory}/${name}`);
  if (loose !== undefined) return loose;
  const packed = await readIfThere(`${directory}/packed-refs`);
  return packed?.split("\n").find((line) => line.endsWith(` ${name}`))?.split(" ")[0];
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return (await Deno.readTextFile(path)).trim();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}

function resolve(base: string, path: string): string {
  return path.startsWith("/") ? path : `${base}/${path}`;
}
