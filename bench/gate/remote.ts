/**
 * The processes of a gate as its command has them: asked for, one after another, of the launcher.
 * @module
 */
import { CommandError } from "../command_line.ts";
import type { FromLauncher, Measurement, MeasureTask, Side, ToLauncher } from "./types.ts";

/** Who measures. */
export interface Sides {
  /** Checks a commit out. @throws {CommandError} where git has none of the name. */
  checkout(ref: string): Promise<void>;
  /** Measures one side in a process of its own. @throws {CommandError} with the process's last line. */
  measure(side: Side, task: Omit<MeasureTask, "root">): Promise<Measurement>;
}

/** By way of the launcher. */
export class RemoteSides implements Sides {
  readonly #ask: (message: ToLauncher) => void;
  #answer = Promise.withResolvers<FromLauncher>();

  /** @param ask Sends a message to the launcher. */
  constructor(ask: (message: ToLauncher) => void) {
    this.#ask = ask;
  }

  /** Takes what the launcher says. */
  hear(message: FromLauncher): void {
    this.#answer.resolve(message);
  }

  async checkout(ref: string): Promise<void> {
    await this.#asked({ checkout: ref });
  }

  async measure(side: Side, task: Omit<MeasureTask, "root">): Promise<Measurement> {
    const answer = await this.#asked({ measure: side, task });
    if ("measured" in answer) return answer.measured;
    throw new Error("the launcher answered something else than a measurement");
  }

  async #asked(message: ToLauncher): Promise<FromLauncher> {
    this.#answer = Promise.withResolvers();
    this.#ask(message);
    const answer = await this.#answer.promise;
    if ("failed" in answer) throw new CommandError(answer.failed);
    return answer;
  }
}
