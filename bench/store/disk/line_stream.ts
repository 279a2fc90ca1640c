/**
 * Lines of a file of any size, one after the other, with no more in memory than the line at hand.
 * @module
 */

import { StoreError } from "../store_error.ts";

const NEWLINE = 0x0a;

/** What a file's lines were. */
export interface LineCount {
  /** Bytes up to and including the last newline. */
  readonly bytes: number;
  /** Bytes after the last newline: a line that is being written, or that a crash tore. */
  readonly tornBytes: number;
  /** Complete lines. */
  readonly lines: number;
}

/**
 * Calls `take` with each complete line, without its newline.
 *
 * @param chunks Pieces of the file, in order; a line may span any number of them.
 * @param take Gets the line's bytes, valid during the call only, and its index from 0.
 *
 * @example
 * ```ts
 * import { forEachLine } from "./line_stream.ts";
 * import assert from "node:assert/strict";
 * const found: string[] = [];
 * const chunks = ["on", "e\ntwo\nto", "rn"].map((text) => new TextEncoder().encode(text));
 * const { lines, tornBytes } = await forEachLine(ReadableStream.from(chunks), (line) => {
 *   found.push(new TextDecoder().decode(line));
 * });
 * assert.deepEqual([found, lines, tornBytes], [["one", "two"], 2, 4]);
 * ```
 */
export async function forEachLine(
  chunks: AsyncIterable<Uint8Array>,
  take: (line: Uint8Array, index: number) => void,
): Promise<LineCount> {
  let [bytes, lines] = [0, 0];
  let pieces: Uint8Array[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const line = joined([...pieces, chunk.subarray(start, end)]);
      pieces = [];
      take(line, lines++);
      bytes += line.length + 1;
      start = end + 1;
    }
    if (start < chunk.length) pieces.push(chunk.subarray(start));
  }
  return { bytes, lines, tornBytes: pieces.reduce((sum, { length }) => sum + length, 0) };
}

/**
 * A file's lines, as {@linkcode forEachLine}; a gzip file's where its name ends in `.gz`.
 *
 * Permissions: read on the file.
 *
 * @throws {StoreError} if a gzip file is damaged or cut off.
 */
export async function forEachFileLine(
  path: string,
  take: (line: Uint8Array, index: number) => void,
): Promise<LineCount> {
  using file = await Deno.open(path);
  return await forEachLine(path.endsWith(".gz") ? inflated(chunksOf(file), path) : chunksOf(file), take);
}

/** Bytes read at once: with the file's own stream, which takes 64 KiB, a third of the time is waiting. */
const CHUNK_BYTES = 2 ** 20;

async function* chunksOf(file: Deno.FsFile): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (;;) {
    const chunk = new Uint8Array(CHUNK_BYTES); // a new one: a line's start may be kept until its end is read
    const length = await file.read(chunk);
    if (length === null) return;
    yield chunk.subarray(0, length);
  }
}

async function* inflated(
  compressed: AsyncIterable<Uint8Array<ArrayBuffer>>,
  path: string,
): AsyncGenerator<Uint8Array> {
  const chunks = ReadableStream.from(compressed).pipeThrough(new DecompressionStream("gzip"))
    [Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await chunks.next().catch((error: Error) => {
        throw new StoreError(
          `${path}: not a whole gzip file (${error.message}): restore it from a copy`,
          { cause: error },
        );
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await chunks.return?.().catch(() => {}); // closes the file where reading stops early
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces;
  if (pieces.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
