/**
 * The process that plans, decides which job runs next, and owns the store. It starts nothing itself: it asks the
 * launcher, on standard output, and hears of its workers on standard input.
 * @module
 */
import type { Command, Flags } from "../../command_line.ts";
import type { GitState } from "../../store/mod.ts";
import { runAsking } from "./asking.ts";
import type { Child, Ended } from "./child.ts";
import type { FromLauncher, ToLauncher } from "./launcher_messages.ts";
import type { Processes } from "./worker_client.ts";

/** A worker of the launcher, as if it were a child of this process. */
interface Remote {
  readonly hears: (line: string) => void;
  readonly ends: (ended: Ended) => void;
}

/** Processes by way of the launcher. */
export class LauncherProcesses implements Processes {
  readonly git: Promise<GitState | undefined>;
  readonly #ask: (message: ToLauncher) => void;
  readonly #workers = new Map<number, Remote>();
  readonly #benches = Promise.withResolvers<boolean>();
  readonly #git = Promise.withResolvers<GitState | undefined>();

  /** @param ask Sends a message to the launcher. */
  constructor(ask: (message: ToLauncher) => void) {
    this.#ask = ask;
    this.git = this.#git.promise;
  }

  /** Takes what the launcher says. */
  hear(message: FromLauncher): void {
    if ("git" in message) this.#git.resolve(message.git ?? undefined);
    else if ("benches" in message) this.#benches.resolve(message.benches);
    else if ("from" in message) this.#workers.get(message.from)?.hears(message.line);
    else this.#workers.get(message.ended)?.ends(message);
  }

  worker(megabytes?: number): Child {
    const id = this.#workers.size;
    const ended = Promise.withResolvers<Ended>();
    let close: () => void;
    const lines = new ReadableStream<string>({
      start: (queue) => {
        close = () => queue.close();
        this.#workers.set(id, {
          hears: (line) => queue.enqueue(line),
          ends: (end) => {
            close();
            ended.resolve(end);
          },
        });
      },
    });
    this.#ask({ start: id, megabytes });
    return {
      send: (line) => this.#ask({ to: id, line }),
      lines,
      ended: ended.promise,
      stop: () => this.#ask({ stop: id }),
    };
  }

  benches(): Promise<boolean> {
    this.#ask({ benches: true });
    return this.#benches.promise;
  }
}

/** Runs a command as the launcher's conductor, and ends the process. */
export function conduct<F extends Flags>(command: (processes: Processes) => Command<F>): Promise<never> {
  return runAsking<F, ToLauncher, FromLauncher>((ask) => {
    const processes = new LauncherProcesses(ask);
    return { command: command(processes), hear: (message) => processes.hear(message) };
  });
}
