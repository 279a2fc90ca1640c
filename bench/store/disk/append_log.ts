/**
 * An append-only file of lines that survives a crash at any byte.
 *
 * A line is complete when its newline is on the disk. Appending writes the whole line, then `fdatasync`s;
 * opening cuts what follows the last newline (the line that a crash tore). Lines are never rewritten.
 * @module
 */

import { folderOf, syncFolder } from "./atomic.ts";
import { StoreError } from "../store_error.ts";
import { forEachFileLine, type LineCount } from "./line_stream.ts";

/** What a log needs of a file; `Deno.FsFile` has it, and tests pass one that fails. */
export type LogFile = Pick<Deno.FsFile, "write" | "syncData" | "truncate" | "seek" | "close">;

/** Options of {@linkcode AppendLog.open}. */
export interface AppendLogOptions {
  /** Opens the file for writing. @default opens `path` with `Deno.open` */
  readonly openFile?: (path: string) => Promise<LogFile>;
  /** Gets every complete line that the file holds, and its index from 0. */
  readonly onLine?: (line: Uint8Array, index: number) => void;
}

/** One writer's handle on an append-only file. */
export class AppendLog {
  /** Path, for messages. */
  readonly path: string;
  /** Bytes of a torn last line that opening cut off. */
  readonly tornBytes: number;
  readonly #file: LogFile;
  #length: number;
  /** Whether bytes of a line that was refused may follow the last one. */
  #littered = false;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(path: string, file: LogFile, { bytes, tornBytes }: LineCount) {
    this.path = path;
    this.tornBytes = tornBytes;
    this.#file = file;
    this.#length = bytes;
  }

  /** Opens or creates a log and repairs its tail. */
  static async open(path: string, options: AppendLogOptions = {}): Promise<AppendLog> {
    const openFile = options.openFile ?? ((name) => Deno.open(name, { write: true, create: true }));
    const file = await openFile(path);
    try {
      await syncFolder(folderOf(path)); // what is stored in a file is lost with the file's name
      const log = new AppendLog(path, file, await forEachFileLine(path, options.onLine ?? (() => {})));
      if (log.tornBytes > 0) {
        await file.truncate(log.#length);
        await file.syncData();
      }
      return log;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /**
   * Adds one line and returns once it is on the disk. Calls are served in order.
   *
   * @param make Gives the line when its turn has come: all lines before it are stored then, or were refused.
   * @param stored Called once it is on the disk, before the next line is made.
   * @throws {TypeError} if the text contains a newline.
   * @throws {StoreError} if the disk refuses it; the file then ends at the last complete line again.
   */
  append(make: () => string, stored: () => void = () => {}): Promise<void> {
    const result = this.#queue.then(() => this.#write(make())).then(stored);
    this.#queue = result.catch(() => {});
    return result;
  }

  /** Waits for what is being written, then closes the file. */
  async close(): Promise<void> {
    await this.#queue;
    this.#file.close();
  }

  async #write(line: string): Promise<void> {
    if (line.includes("\n")) throw new TypeError(`${this.path}: a line must not contain a newline`);
    const bytes = new TextEncoder().encode(line + "\n");
    try {
      if (this.#littered) await this.#cut(); // a shorter line would leave the end of a longer one behind it
      await this.#file.seek(this.#length, Deno.SeekMode.Start);
      for (let done = 0; done < bytes.length;) done += await this.#file.write(bytes.subarray(done));
      await this.#file.syncData();
      this.#length += bytes.length;
    } catch (error) {
      this.#littered = true;
      await this.#cut().catch(() => {}); // a full disk can take half a line; the next line, or opening, tries again
      const reason = error instanceof Error ? error.message : String(error);
      throw new StoreError(
        `cannot write to ${this.path} (${reason}): what was stored before is safe; free some space and run again`,
        { cause: error },
      );
    }
  }

  async #cut(): Promise<void> {
    await this.#file.truncate(this.#length);
    this.#littered = false;
  }
}
