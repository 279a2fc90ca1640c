/**
 * A command in a process of its own that is asked many times, and replaced where it hangs or dies.
 * @module
 */
import { pause, ROOT } from "../task_process.ts";
import type { Answer, CommandShape } from "./command_worker.ts";

/** A command: where it is exported, and under what name. */
export interface CommandSource {
  /** Path of the module, relative to the project. */
  readonly module: string;
  readonly name: string;
}

/** Longest time for one command line in seconds. */
const HANGS = 20;

interface Connection {
  readonly child: Deno.ChildProcess;
  readonly writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly reader: ReadableStreamDefaultReader<string>;
}

/** One command, as often as asked. Hold it with `await using`. */
export class CommandClient implements AsyncDisposable {
  readonly #source: CommandSource;
  /** The folder that it works in, and the only one that it may write to. */
  readonly #folder: string;
  #connection: Connection | undefined;
  #shape: CommandShape | undefined;
  #rest = "";

  /** Nothing is started before the first question. */
  constructor(source: CommandSource, folder: string) {
    this.#source = source;
    this.#folder = folder;
  }

  /** What the command takes. */
  async shape(): Promise<CommandShape> {
    await this.#connect();
    return this.#shape!;
  }

  /** Runs the command. @throws {Error} if it hangs or its process dies. */
  async run(args: readonly string[]): Promise<Answer> {
    const { writer } = await this.#connect();
    await writer.write(new TextEncoder().encode(`${JSON.stringify(args)}\n`));
    return await this.#answer<Answer>();
  }

  async #connect(): Promise<Connection> {
    if (this.#connection !== undefined) return this.#connection;
    const { module, name } = this.#source;
    const permissions = [
      "--allow-read",
      `--allow-write=${this.#folder}`,
      "--allow-env=HOME,XDG_CACHE_HOME",
      "--allow-sys=cpus,systemMemoryInfo,osRelease",
    ];
    const worker = `${import.meta.dirname}/command_worker.ts`;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", ...permissions, worker, `file://${ROOT}/${module}`, name],
      cwd: this.#folder,
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    this.#connection = { child, writer: child.stdin.getWriter(), reader };
    this.#rest = "";
    this.#shape = await this.#answer<CommandShape>();
    return this.#connection;
  }

  async #answer<T>(): Promise<T> {
    const { reader } = this.#connection!;
    while (!this.#rest.includes("\n")) {
      const read = await Promise.race([reader.read(), pause(1000 * HANGS)]);
      if (read === undefined || read.done) {
        await this[Symbol.asyncDispose]();
        throw new Error(read === undefined ? `hangs: killed after ${HANGS} s` : "the process died");
      }
      this.#rest += read.value;
    }
    const end = this.#rest.indexOf("\n");
    const line = this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end + 1);
    return JSON.parse(line);
  }

  /** Ends its process. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#connection === undefined) return;
    const { child, writer, reader } = this.#connection;
    this.#connection = undefined;
    child.kill("SIGKILL");
    await child.status;
    await writer.abort().catch(() => {});
    await reader.cancel().catch(() => {});
  }
}
