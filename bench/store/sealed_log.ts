/**
 * An append-only file of sealed lines, each with the seal of the line before it.
 * @module
 */
import { AppendLog, type AppendLogOptions } from "./disk/append_log.ts";
import { FIRST_SEAL, LineChain, type OpenedLine, sealLine } from "./seal.ts";

/** Options of {@linkcode SealedLog.open}. */
export interface SealedLogOptions extends Pick<AppendLogOptions, "openFile"> {
  /** Gets every entry that the file holds, and where it stands. */
  readonly onLine: (line: OpenedLine, where: string) => void;
}

/** One writer's handle on a file of sealed lines. */
export class SealedLog {
  readonly #log: AppendLog;
  readonly #chain: LineChain;

  private constructor(log: AppendLog, chain: LineChain) {
    this.#log = log;
    this.#chain = chain;
  }

  /**
   * Opens or creates a file, checks its lines and repairs its tail.
   *
   * @throws {StoreError} for a line that was changed, or does not follow.
   */
  static async open(path: string, { onLine, ...options }: SealedLogOptions): Promise<SealedLog> {
    const chain = new LineChain();
    const log = await AppendLog.open(path, {
      ...options,
      onLine: (line, index) => {
        const where = `${path}:${index + 1}`;
        onLine(chain.open(line, where), where);
      },
    });
    return new SealedLog(log, chain);
  }

  /** Where it is. */
  get path(): string {
    return this.#log.path;
  }

  /** What opening repaired, in one line. */
  get notice(): string | undefined {
    const { path, tornBytes } = this.#log;
    return tornBytes === 0 ? undefined : `${path}: removed a torn last line of ${tornBytes} bytes`;
  }

  /** Adds an entry; resolves once it is on the disk. @throws {Error} as {@linkcode AppendLog.append}. */
  append(entry: object): Promise<void> {
    let seal = FIRST_SEAL;
    const make = () => {
      const sealed = sealLine(entry, this.#chain.last);
      seal = sealed.seal;
      return sealed.line;
    };
    return this.#log.append(make, () => this.#chain.take({ previous: FIRST_SEAL, seal }));
  }

  /** Waits for what is being written, then closes the file. */
  close(): Promise<void> {
    return this.#log.close();
  }
}
