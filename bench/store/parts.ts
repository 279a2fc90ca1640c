/**
 * Files of a store. Machines that share a plan write into one folder, each the files of its own part:
 * `records-1-of-4.jsonl` beside `records-2-of-4.jsonl`; a reader takes all of them.
 * @module
 */

import { isFile } from "./disk/is_file.ts";

/** The records, compressed: an archive, to which nothing is added. */
export const ARCHIVE_FILE = "records.jsonl.gz";

/** Names of the files that one writer writes. */
export interface StoreFiles {
  readonly records: string;
  readonly environments: string;
  readonly lock: string;
}

/**
 * Files of a part, or of a writer that has the folder for itself.
 *
 * @param part Letters, digits and dashes.
 * @throws {RangeError} for a part that is not a file name.
 */
export function storeFiles(part?: string): StoreFiles {
  if (part !== undefined && !/^[\w-]+$/.test(part)) {
    throw new RangeError(`part is ${JSON.stringify(part)}; wanted letters, digits and dashes`);
  }
  const suffix = part === undefined ? "" : `-${part}`;
  return {
    records: `records${suffix}.jsonl`,
    environments: `environments${suffix}.jsonl`,
    lock: `writer${suffix}.lock`,
  };
}

/**
 * Whether a file of records is that of another shard of the division that a part is of, as `records-3-of-4.jsonl` is
 * beside `1-of-4`. Shards of one division share no job.
 */
export function isOtherShard(path: string, part: string | undefined): boolean {
  const count = /^\d+-of-(\d+)$/.exec(part ?? "")?.[1];
  const [, name, other] = /\/records-(\d+-of-(\d+))\.jsonl$/.exec(path) ?? [];
  return count !== undefined && other === count && name !== part;
}

/** Paths of the records, or environments, of all parts that a folder holds, in order; none where it is missing. */
export async function partFiles(directory: string, kind: "records" | "environments"): Promise<string[]> {
  const pattern = new RegExp(`^${kind}(-[\\w-]+)?\\.jsonl$`);
  const paths = (await namesIn(directory)).filter((name) => pattern.test(name)).sort()
    .map((name) => `${directory}/${name}`);
  const files = await Promise.all(paths.map(isFile));
  return paths.filter((_, i) => files[i]);
}

/** What a folder holds, by name; nothing where it is missing. */
export async function namesIn(directory: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(directory))).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return [];
    throw error;
  }
}
