/**
 * Downloads a file into the cache: mirrors in turn, verified before it becomes visible. The bytes go to a
 * temporary file in the same folder, are hashed on the way, synced, and renamed; a reader sees the whole
 * published file or none.
 * @module
 */
import type { DataFile, FileSet } from "./data_file.ts";
import { Fingerprinter, mismatch } from "./data_file.ts";
import { PartFile } from "./part_file.ts";
import { path as paths } from "./platform.ts";
import { DataError } from "../types.ts";

/** How to download. */
export interface DownloadOptions {
  /** Folder that the file is put in; made where it is missing. */
  readonly folder: string;
  /** How to reach the network. @default the global `fetch` */
  readonly fetch?: typeof fetch;
  /** Called as bytes arrive. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** A mirror that sends nothing for so long is given up, in milliseconds. @default 60000 */
  readonly stallMs?: number;
}

/** Where a download stands. */
export interface DownloadProgress {
  /** Its name. */
  readonly file: string;
  /** The mirror that is being read. */
  readonly url: string;
  /** Bytes so far. */
  readonly received: number;
  /** Bytes in all, where known. */
  readonly size: number | undefined;
}

/** No file of any registered set is larger; protects the disk from a mirror that never ends. */
const LARGEST = 2 ** 30;

/**
 * Downloads one file of a set and verifies it.
 *
 * @returns its path
 * @throws {DataError} where no mirror delivers the published file, with each mirror's reason, or where the
 *   folder cannot be written
 */
export async function download(set: FileSet, file: DataFile, options: DownloadOptions): Promise<string> {
  const reasons: string[] = [];
  for (const url of file.urls) {
    const reason = await tryMirror(set, file, { ...options, url });
    if (reason === undefined) return paths.join(options.folder, file.name);
    reasons.push(`${url}: ${reason}`);
  }
  throw new DataError(
    `${set.name}: ${file.name} could not be downloaded (${reasons.join("; ") || "it has no address"}); ` +
      "check the connection, or download it yourself and pass --data-dir DIR",
  );
}

/** Returns what is wrong with the mirror; throws where the fault is on this side. */
async function tryMirror(
  set: FileSet,
  file: DataFile,
  options: DownloadOptions & { readonly url: string },
): Promise<string | undefined> {
  const { url, folder, stallMs = 60_000 } = options;
  const abort = new AbortController();
  let timer = setTimeout(stall, stallMs);
  function stall(): void {
    abort.abort(new Error(`nothing arrived for ${stallMs / 1000} s`));
  }
  function alive(): void {
    clearTimeout(timer);
    timer = setTimeout(stall, stallMs);
  }
  try {
    const response = await (options.fetch ?? fetch)(url, {
      signal: abort.signal,
      // The bytes as stored: a transparently unpacked .gz would not match its hash.
      headers: { "accept-encoding": "identity" },
    });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      return `HTTP ${response.status}`;
    }
    const part = await write(folder, () => PartFile.create(folder, file.name));
    try {
      const fingerprinter = new Fingerprinter();
      const limit = file.size ?? LARGEST;
      const size = file.size ?? (Number(response.headers.get("content-length")) || undefined);
      for await (const chunk of response.body) {
        alive();
        fingerprinter.update(chunk);
        if (fingerprinter.size > limit) return `more than the ${limit} bytes expected`;
        await write(folder, () => part.write(chunk));
        options.onProgress?.({ file: file.name, url, received: fingerprinter.size, size });
      }
      const difference = mismatch(set, file, fingerprinter.digest());
      if (difference !== undefined) return difference;
      await write(folder, () => part.publish());
      return undefined;
    } finally {
      await part[Symbol.asyncDispose]();
    }
  } catch (error) {
    if (error instanceof DataError) throw error;
    const cause = abort.signal.aborted ? abort.signal.reason : error;
    return messageOf(cause);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs a step on the file system; its failure is this machine's, and no other mirror can help. */
async function write<T>(folder: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const reason = messageOf(error);
    throw new DataError(`cannot write to ${folder}: ${reason}; free some space or pass another --cache DIR`);
  }
}

/** In one line; with the cause, which says more where a connection fails. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
  return `${error.message}${cause}`.replaceAll(/\s+/g, " ");
}
