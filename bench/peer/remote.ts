/**
 * PyTorch by way of the launcher, for a process that may start no program.
 * @module
 */
import type { FromLauncher, ToLauncher } from "./messages.ts";
import { type FoundTorch, PeerError, type TorchSide, type TorchTask } from "./torch.ts";

/** Asks the launcher one question after another. */
export class RemoteTorch implements TorchSide {
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

  async time(task: TorchTask): Promise<Map<string, number>> {
    const answer = await this.#question({ time: task });
    return "timed" in answer ? new Map(answer.timed) : wrong(answer);
  }

  #question(message: ToLauncher): Promise<FromLauncher> {
    return new Promise((resolve) => {
      this.#answer = resolve;
      this.#ask(message);
    });
  }
}

function wrong(answer: FromLauncher): never {
  throw new PeerError("failed" in answer ? answer.failed : `unexpected answer ${JSON.stringify(answer)}`);
}
