/**
 * A meter counts what a cell spends. Evaluation is off the meter, and it continues after a restart.
 * @module
 */
import type { Budget, BudgetKind } from "./budget.ts";

/** What has been spent; plain data, stored with a checkpoint. */
export interface MeterState {
  /** Steps. */
  readonly steps: number;
  /** Samples. */
  readonly samples: number;
  /** Floating-point operations. */
  readonly flops: number;
  /** Milliseconds on the clock. */
  readonly time: number;
}

/** What one step spends beside time. */
export interface StepCost {
  /** Floating-point operations. @default 0 */
  readonly flops?: number;
  /** Samples. @default 0 */
  readonly samples?: number;
}

/** Options of a {@linkcode Meter}. */
export interface MeterOptions {
  /** Milliseconds of a clock that never goes back. @default performance.now */
  readonly clock?: () => number;
  /** What was spent before a restart. @default nothing */
  readonly state?: MeterState;
}

const NOTHING: MeterState = { steps: 0, samples: 0, flops: 0, time: 0 };

/**
 * Counts steps, samples, FLOPs and time against a budget. Every quantity is counted whatever the budget is,
 * so that a curve can be drawn over each.
 *
 * @example
 * ```ts
 * import { Meter } from "./meter.ts";
 * import assert from "node:assert/strict";
 * const meter = new Meter({ kind: "steps", limit: 2 });
 * while (!meter.exhausted()) meter.run(() => {}, { flops: 100 });
 * assert.equal(meter.state().flops, 200);
 * ```
 */
export class Meter {
  /** What is spent at most. */
  readonly budget: Budget;
  readonly #clock: () => number;
  #spent: MeterState;
  #startedAt: number | undefined;

  /** Begins with the clock stopped. @throws {RangeError} for a stored state that cannot be. */
  constructor(budget: Budget, options: MeterOptions = {}) {
    this.budget = budget;
    this.#clock = options.clock ?? (() => performance.now());
    this.#spent = checkState(options.state ?? NOTHING);
  }

  /** Starts the clock. @throws {Error} if it runs: a pause would be lost. */
  resume(): void {
    if (this.#startedAt !== undefined) throw new Error("the meter is running already");
    this.#startedAt = this.#clock();
  }

  /** Stops the clock, for evaluation, logging and checkpoints. @throws {Error} if it stands. */
  pause(): void {
    if (this.#startedAt === undefined) throw new Error("the meter is not running");
    this.#spent = this.state();
    this.#startedAt = undefined;
  }

  /** Counts one step and what it cost. @throws {RangeError} if a cost is negative or not a number. */
  step(cost: StepCost = {}): void {
    const { flops = 0, samples = 0 } = cost;
    if (flops < 0 || samples < 0) {
      throw new RangeError(`a step cost ${flops} FLOPs and ${samples} samples: neither can be negative`);
    }
    const spent = this.#spent;
    this.#spent = checkState({
      ...spent,
      steps: spent.steps + 1,
      flops: spent.flops + flops,
      samples: spent.samples + samples,
    });
  }

  /** Does one step on the clock and counts it. A step that throws is not counted, its time is. */
  run<T>(step: () => T, cost: StepCost = {}): T {
    this.resume();
    try {
      const result = step();
      this.step(cost);
      return result;
    } finally {
      this.pause();
    }
  }

  /** As {@linkcode Meter.run} for a step that must be waited for. */
  async runAsync<T>(step: () => Promise<T>, cost: StepCost = {}): Promise<T> {
    this.resume();
    try {
      const result = await step();
      this.step(cost);
      return result;
    } finally {
      this.pause();
    }
  }

  /** What has been spent, including the time since the last `resume`. */
  state(): MeterState {
    const running = this.#startedAt === undefined ? 0 : this.#clock() - this.#startedAt;
    return { ...this.#spent, time: this.#spent.time + running };
  }

  /** Whether the budget is used up. */
  exhausted(): boolean {
    return this.remaining() <= 0;
  }

  /** What is left, in the budget's unit; negative where the last step went over it. */
  remaining(): number {
    return this.budget.limit - this.state()[this.budget.kind];
  }

  /** Share of the budget that is spent, 0 to 1. */
  progress(): number {
    return Math.min(1, this.state()[this.budget.kind] / this.budget.limit);
  }
}

/**
 * Refuses a budget that does not pay for a single step, which would compare nothing with nothing.
 *
 * @param step What one step spends of the budget's kind, measured or computed.
 * @throws {RangeError} naming budget, step and the least that would do.
 */
export function requireOneStep(budget: Budget, step: number): void {
  if (budget.limit >= step) return;
  const unit: Record<BudgetKind, string> = { steps: "steps", time: "ms", flops: "FLOPs", samples: "samples" };
  const suffix = budget.kind === "time" ? "ms" : "";
  throw new RangeError(
    `a budget of ${budget.limit} ${unit[budget.kind]} is too small for one step of ${step}: ` +
      `give at least ${budget.kind}:${Math.ceil(step)}${suffix}`,
  );
}

function checkState(state: MeterState): MeterState {
  for (const [name, value] of Object.entries(state)) {
    if (!(value >= 0 && value < Infinity)) {
      throw new RangeError(`meter: ${name} are ${value}, they must be finite and not negative`);
    }
  }
  return { steps: state.steps, samples: state.samples, flops: state.flops, time: state.time };
}
