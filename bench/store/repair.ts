/**
 * Repair of a results folder: what cannot be read is set aside, with the reason; the rest is a store again.
 *
 * Each damaged file is replaced as a whole, after what leaves it stands in a file `quarantine-…` beside it. Attempts
 * that lost a record no longer count: their jobs are run again when the run is resumed.
 * @module
 */
import { basename } from "node:path";
import { syncFolder, temporaryPath, writeFileAtomic } from "./disk/atomic.ts";
import { forEachFileLine } from "./disk/line_stream.ts";
import { readEnvironmentLine, readRecordsLine } from "./lines.ts";
import { releaseLocks, takeLocks } from "./locks.ts";
import { type Manifest, readManifest, requireRun } from "./manifest.ts";
import { ARCHIVE_FILE, namesIn, partFiles } from "./parts.ts";
import { LineChain, type OpenedLine, openLine } from "./seal.ts";
import { isStore } from "./results.ts";
import { StoreError } from "./store_error.ts";
import { sealed, writeLines } from "./write_store.ts";

/** What was done to a file. */
export interface Repaired {
  /** Path of the file. */
  readonly path: string;
  /** Lines that stayed. */
  readonly kept: number;
  /** What was set aside. */
  readonly moved: readonly MovedLine[];
  /** Where it is now; absent where nothing was. */
  readonly quarantine?: string;
  /** Lines that stayed, in front of which others are missing or out of order. */
  readonly gaps: readonly number[];
}

/** A line that could not be read. */
export interface MovedLine {
  /** From 1; 0 for a whole file. */
  readonly line: number;
  readonly reason: string;
  /** As it stood in the file. */
  readonly text: string;
}

/**
 * Repairs a folder in which nobody writes.
 *
 * @returns what was done to files that were damaged; nothing for a folder that was whole.
 * @throws {StoreBusyError} if somebody writes to it.
 * @throws {StoreError} if it is not a results folder.
 *
 * Permissions: read and write on the folder.
 */
export async function repairStore(directory: string): Promise<Repaired[]> {
  if (!await isStore(directory)) throw new StoreError(`${directory} holds no records: name a results folder`);
  const locks = await takeLocks(directory, undefined);
  try {
    const [found, manifest] = await repairManifest(directory);
    const described = new Set<string>();
    for (const path of await partFiles(directory, "environments")) {
      found.push(await repairFile(path, (line, where) => described.add(readEnvironmentLine(line, where).id)));
    }
    const archive = (await namesIn(directory)).filter((name) => name === ARCHIVE_FILE);
    for (
      const path of [
        ...await partFiles(directory, "records"),
        ...archive.map((name) => `${directory}/${name}`),
      ]
    ) {
      found.push(await repairFile(path, (line, where) => checkLine(line, { where, manifest, described })));
    }
    return found.filter(({ moved, gaps }) => moved.length > 0 || gaps.length > 0);
  } finally {
    releaseLocks(locks);
  }
}

/** Sets a manifest aside that cannot be read: records without one are still told apart by the run that they name. */
async function repairManifest(directory: string): Promise<[Repaired[], Manifest | undefined]> {
  try {
    return [[], await readManifest(directory)];
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const path = `${directory}/run.json`;
    const text = await Deno.readTextFile(path);
    const moved = [{ line: 0, reason: error.message.replace(`${path}: `, ""), text }];
    const quarantine = await setAside(path, moved);
    await Deno.remove(path);
    return [[{ path, kept: 0, moved, quarantine, gaps: [] }], undefined];
  }
}

function checkLine(
  opened: OpenedLine,
  { where, manifest, described }: {
    where: string;
    manifest: Manifest | undefined;
    described: ReadonlySet<string>;
  },
): void {
  const line = readRecordsLine(opened, where);
  requireRun("record" in line ? line.record : line.commit, manifest, where);
  if ("record" in line && !described.has(line.record.environment)) {
    throw new StoreError(`${where}: environment ${line.record.environment} is not described`);
  }
}

/** @param check Throws for an entry that must not stay. */
async function repairFile(
  path: string,
  check: (line: OpenedLine, where: string) => void,
): Promise<Repaired> {
  const [kept, moved, gaps]: [object[], MovedLine[], number[]] = [[], [], []];
  const chain = new LineChain();
  const seals = new Set<string>();
  const decoder = new TextDecoder();
  let afterLoss = false;
  const take = (line: Uint8Array, index: number) => {
    const where = `${path}:${index + 1}`;
    try {
      const opened = openLine(line, where);
      if (opened.previous !== undefined && seals.has(opened.seal)) {
        throw new StoreError(`${where}: the line repeats one before it`);
      }
      check(opened, where);
      if (!afterLoss && !chain.follows(opened)) gaps.push(index + 1);
      seals.add(opened.seal);
      chain.take(opened);
      kept.push(opened.entry);
      afterLoss = false;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      moved.push({
        line: index + 1,
        reason: error.message.replace(`${where}: `, ""),
        text: decoder.decode(line),
      });
      afterLoss = true;
    }
  };
  let lines = 0;
  const count = (line: Uint8Array, index: number) => take(line, lines = index);
  try {
    const { tornBytes, bytes } = await forEachFileLine(path, count);
    if (tornBytes > 0) {
      const tail = path.endsWith(".gz") ? "" : decoder.decode((await Deno.readFile(path)).subarray(bytes));
      moved.push({ line: kept.length + moved.length + 1, reason: "a torn last line", text: tail });
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error; // an archive that is cut off gives what it has
    moved.push({ line: lines + 2, reason: error.message.replace(`${path}: `, ""), text: "" });
  }
  const quarantine = moved.length === 0 ? {} : { quarantine: await setAside(path, moved) };
  if (moved.length > 0 || gaps.length > 0) await replaceLines(path, kept);
  return { path, kept: kept.length, moved, gaps, ...quarantine };
}

/** Adds lines to the quarantine of a file; what a killed repair has set aside already is there once. */
async function setAside(path: string, moved: readonly MovedLine[]): Promise<string> {
  const name = basename(path).replace(/\.gz$/, "").replace(/\.json$/, ".jsonl");
  const quarantine = `${path.slice(0, path.length - basename(path).length)}quarantine-${name}`;
  const before = await Deno.readTextFile(quarantine).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  });
  const known = before.split("\n").filter((line) => line !== "");
  const lines = moved.map((line) => JSON.stringify({ file: basename(path), ...line }));
  await writeFileAtomic(quarantine, [...new Set([...known, ...lines])].join("\n") + "\n");
  return quarantine;
}

async function replaceLines(path: string, entries: readonly object[]): Promise<void> {
  const temporary = temporaryPath(path);
  try {
    await writeLines(temporary, sealed(entries), path.endsWith(".gz"));
    {
      using file = await Deno.open(temporary);
      await file.syncData();
    }
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
  await syncFolder(path.slice(0, path.length - basename(path).length) || ".");
}
