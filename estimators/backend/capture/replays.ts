/**
 * A computation that is made again and again: eagerly the first two times, which are recorded, and then replayed.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { profiling } from "../profile.ts";
import { Captured, type Replayed } from "./captured.ts";
import type { Recorded, StepArguments } from "./compare.ts";
import { record } from "./record.ts";
import { CaptureError } from "./trace.ts";

/** One run as it is asked for. */
export interface ReplayCall {
  /** All that the run depends on beside its arguments; compared one by one, by identity. */
  readonly signature: readonly unknown[];
  /** Tensors that are others at each run. */
  readonly tensors: readonly tf.Tensor[];
  readonly args: StepArguments;
}

/** What an eager run leaves. */
export interface EagerRun {
  /** Results; the caller's to free. */
  readonly tensors: readonly tf.Tensor[];
  /** Solver iterations, which are the same at every run. @default 0 */
  readonly iterations?: number;
  /** Largest residual that a solver reported. @default nobody asks */
  readonly residual?: number;
}

/** What a replay found. */
export interface ReplayOutcome extends Pick<Replayed, "value"> {
  readonly iterations: number;
  readonly residual: number;
}

/** Runs of one computation. */
export class Replays {
  #signature: readonly unknown[] = [];
  #recorded: Recorded | undefined;
  #captured: Captured | undefined;
  #iterations = 0;
  #refusal: string | undefined;

  /** How a replay's kernels run; undefined where nothing is captured. */
  get kernels(): Captured["kernels"] | undefined {
    return this.#captured?.kernels;
  }

  /**
   * The run from memory; otherwise why it has to be eager.
   *
   * @param hindrance asked before a replay: why it must not be.
   */
  replay(call: ReplayCall, hindrance?: () => string | undefined): ReplayOutcome | string {
    const captured = this.#ready(call);
    if (typeof captured === "string") return captured;
    const reason = hindrance?.();
    if (reason !== undefined) return reason;
    const { residuals, value } = captured.replay(call.tensors, call.args) ?? {};
    if (residuals === undefined) return "a decision turned out another way than in the recording";
    return { value: value!, iterations: this.#iterations, residual: Math.max(0, ...residuals) };
  }

  /** Makes a run and records it where a recording is wanted. */
  eager<T extends EagerRun>(call: ReplayCall, run: () => T): T {
    const wanted = tf.getBackend() === "wasm" && !measuring() && this.#refusal === undefined &&
      this.#captured === undefined && this.#same(call);
    if (!wanted) return run();
    let made: T | undefined;
    const trace = record({
      args: call.tensors,
      run: () => {
        made = run();
        return made.tensors;
      },
    });
    this.#note(trace, { args: call.args, made: made! });
    return made!;
  }

  /** Forgets what was recorded: it does not hold any more. */
  forget(): void {
    this.#forget(this.#signature);
  }

  /** Frees what it holds. */
  dispose(): void {
    this.#forget([]);
  }

  /** What would be replayed; otherwise why the run has to be eager. */
  #ready(call: ReplayCall): Captured | string {
    if (tf.getBackend() !== "wasm") return `the ${tf.getBackend()} backend captures nothing`;
    if (measuring()) return "a profile is being taken";
    if (!this.#same(call)) this.#forget(signatureOf(call));
    if (this.#refusal !== undefined) return this.#refusal;
    const captured = this.#captured;
    if (captured === undefined) return "runs are recorded first";
    const { stale } = captured;
    if (stale === undefined) return captured;
    this.#forget(this.#signature);
    return `${stale}: runs are recorded anew`;
  }

  #note(
    trace: ReturnType<typeof record>,
    { args, made: { iterations = 0, residual } }: {
      readonly args: StepArguments;
      readonly made: EagerRun;
    },
  ): void {
    if (trace instanceof CaptureError) {
      this.#refusal = trace.message;
      return;
    }
    if (this.#recorded === undefined) {
      this.#recorded = [trace, args];
      this.#iterations = iterations;
      return;
    }
    try {
      if (iterations !== this.#iterations) throw new CaptureError("iterations differ from step to step");
      const captured = this.#captured = new Captured(this.#recorded, [trace, args]);
      if (residual !== undefined && Math.max(0, ...captured.recordedResiduals) !== residual) {
        throw new CaptureError("a residual is not reported");
      }
    } catch (error) {
      this.#captured?.dispose();
      this.#captured = undefined;
      this.#refusal = (error as Error).message;
    }
    this.#recorded = undefined;
  }

  #same({ signature, tensors }: ReplayCall): boolean {
    const own = this.#signature;
    const { length } = signature;
    if (own.length !== length + tensors.length) return false;
    for (let i = 0; i < length; i++) if (own[i] !== signature[i]) return false;
    return tensors.every(({ dtype, shape }, i) => {
      const [known, ...extents] = own[length + i] as [string, ...number[]];
      return known === dtype && tf.util.arraysEqual(extents, shape);
    });
  }

  #forget(signature: readonly unknown[]): void {
    this.#captured?.dispose();
    this.#captured = undefined;
    this.#recorded = undefined;
    this.#refusal = undefined;
    this.#signature = signature;
  }
}

function signatureOf({ signature, tensors }: ReplayCall): readonly unknown[] {
  return [...signature, ...tensors.map(({ dtype, shape }) => [dtype, ...shape])];
}

/** Whether ours or tfjs's profile watches kernels that tfjs runs; a replay runs none of them. */
function measuring(): boolean {
  return profiling() || tf.engine().state.profiling;
}
