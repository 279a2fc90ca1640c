/**
 * Both sides by way of the launcher, for a process that may start no program.
 * @module
 */
import { CommandError, UsageError } from "../command_line.ts";
import type { FromLauncher, OurTask, OurTimes, Question, ToLauncher } from "./messages.ts";
import type { FoundTorch } from "./torch.ts";
import type { SideTimes, TimingTask } from "./types.ts";

/** The sides as the command asks them. */
export interface Sides {
  /** The interpreter to use, or why there is none. */
  find(): Promise<FoundTorch | string>;
  /** @throws {UsageError} for a library that was asked for and cannot be used */
  ours(task: OurTask): Promise<OurTimes>;
  /** @throws {CommandError} where the script fails */
  theirs(task: TimingTask & { readonly python: string }): Promise<SideTimes>;
}

/** Asks the launcher one question after another. */
export class RemoteSides implements Sides {
  readonly #ask: (message: ToLauncher) => void;
  #answer: ((message: FromLauncher) => void) | undefined;

  /** @param ask Sends a question to the launcher. */
  constructor(ask: (message: ToLauncher) => void) {
    this.#ask = ask;
  }

  /** Takes what the launcher says. */
  hear(message: FromLauncher): void {
    this.#answer?.(message);
  }

  async find(): Promise<FoundTorch | string> {
    const answer = await this.#question({ find: true });
    return "found" in answer ? answer.found : wrong(answer);
  }

  async ours(task: OurTask): Promise<OurTimes> {
    const answer = await this.#question({ ours: task });
    return "ours" in answer ? answer.ours : wrong(answer);
  }

  async theirs(task: TimingTask & { readonly python: string }): Promise<SideTimes> {
    const answer = await this.#question({ theirs: task });
    return "theirs" in answer ? answer.theirs : wrong(answer);
  }

  #question(message: Question): Promise<FromLauncher> {
    return new Promise((resolve) => {
      this.#answer = resolve;
      this.#ask(message);
    });
  }
}

function wrong(answer: FromLauncher): never {
  if ("refused" in answer) throw new UsageError(answer.refused);
  throw new CommandError("failed" in answer ? answer.failed : `unexpected answer ${JSON.stringify(answer)}`);
}
