/**
 * A worker as the conductor has it: a process that is asked, and may die.
 * @module
 */
import { type Child, describeEnd, type Ended } from "./child.ts";
import type { Failure, Prepared, WorkerReply, WorkerRequest } from "./messages.ts";
import type { BackendInfo, ProductChoice } from "../../../estimators/mod.ts";
import type { GitState } from "../../store/mod.ts";
import type { Preparation } from "../prepare.ts";

/** How the conductor gets processes, which it cannot start itself. */
export interface Processes {
  /** Starts a worker. @param megabytes the most memory that it may have. @default as much as there is */
  worker(megabytes?: number): Child;
  /** Runs the Deno benches, whose table goes to the terminal; resolves to whether they succeeded. */
  benches(): Promise<boolean>;
  /** What git says of the sources, where it can be asked. */
  readonly git: Promise<GitState | undefined>;
}

/** A worker's process ended before it had answered. */
export class WorkerDied extends Error {
  override readonly name = "WorkerDied";
  constructor(end: Ended | string) {
    super(typeof end === "string" ? end : describeEnd(end));
  }
}

/** A worker could not do what it was asked. */
export class WorkerFailed extends Error {
  override readonly name = "WorkerFailed";
  /** Name of the worker's error. */
  readonly errorName: string;
  constructor({ name, line }: Failure) {
    super(line);
    this.errorName = name;
  }
}

/** Settings of {@linkcode WorkerClient.start}. */
export interface WorkerOptions {
  readonly preparation: Preparation;
  /** The most memory that it may have. @default as much as there is */
  readonly megabytes?: number | undefined;
  /** Seconds that its preparation may take. @default 600 */
  readonly seconds?: number | undefined;
  /** Receives one line for each thing that is done without. */
  readonly notice?: (line: string) => void;
}

/** A worker that is prepared. */
export class WorkerClient {
  readonly #child: Child;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: Child) {
    this.#child = child;
    this.#lines = child.lines[Symbol.asyncIterator]();
  }

  /** Starts and prepares a worker. @throws {WorkerDied} @throws {WorkerFailed} */
  static async start(
    processes: Pick<Processes, "worker">,
    { preparation, megabytes, seconds = 600, notice = () => {} }: WorkerOptions,
  ): Promise<{ readonly client: WorkerClient; readonly prepared: Prepared }> {
    const client = new WorkerClient(processes.worker(megabytes));
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      client.#child.stop();
    }, 1000 * seconds);
    try {
      for await (const reply of client.ask({ prepare: preparation })) {
        if ("notice" in reply) notice(reply.notice);
        if ("ready" in reply) return { client, prepared: reply.ready };
      }
    } catch (error) {
      throw late ? new WorkerDied(`stopped in its preparation after ${seconds} s`) : error;
    } finally {
      clearTimeout(timer);
    }
    throw new Error("a worker ended its preparation without an answer");
  }

  /** Replies to a request, the last one included. @throws {WorkerDied} @throws {WorkerFailed} */
  async *ask(request: WorkerRequest): AsyncGenerator<WorkerReply> {
    this.#child.send(JSON.stringify(request));
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) throw new WorkerDied(await this.#child.ended);
      const reply: WorkerReply = JSON.parse(value);
      if ("failed" in reply) throw new WorkerFailed(reply.failed);
      yield reply;
      if ("ready" in reply || "slowdown" in reply || "chosen" in reply || "done" in reply) return;
    }
  }

  /** How many times as long as planned this machine takes. */
  async slowdown(): Promise<number> {
    for await (const reply of this.ask({ calibrate: true })) if ("slowdown" in reply) return reply.slowdown;
    throw new Error("a worker ended its calibration without an answer");
  }

  /** Its backend, with libraries for products as they were chosen, or as it measures now. */
  async choose(products: ProductChoice | "measure"): Promise<BackendInfo> {
    for await (const reply of this.ask({ products })) if ("chosen" in reply) return reply.chosen;
    throw new Error("a worker ended its measurement without an answer");
  }

  /** Ends the process, whatever it does; resolves when it has ended. */
  async stop(): Promise<void> {
    this.#child.stop();
    while (!(await this.#lines.next()).done);
    await this.#child.ended;
  }
}
