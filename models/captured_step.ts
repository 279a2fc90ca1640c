/**
 * Training steps that are recorded twice and then replayed, with the bits of eager steps.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { Captured, CaptureError, profiling, record, type Recorded } from "../estimators/mod.ts";
import type { ModelGradientOptions } from "./model_gradients.ts";
import type { Adam } from "./optimisers/adam.ts";
import type { Batch, Model } from "./types.ts";

/** One step as it is asked for. */
export interface StepCall {
  readonly model: Model;
  readonly batch: Batch;
  readonly options: ModelGradientOptions;
}

/** What an eager step leaves: the loss, then the gradients; the caller's to free. */
export interface EagerStep {
  readonly tensors: readonly tf.Tensor[];
  readonly iterations: number;
  readonly residual: number;
}

/** A step that was made. */
export interface StepOutcome {
  /** Loss, then gradients, in order of the parameters. */
  readonly values: readonly tf.TypedArray[];
  readonly iterations: number;
  readonly residual: number;
  /** Whether it was replayed, or why not. */
  readonly captured: true | string;
}

/** What a capture holds for. */
type Signature = readonly unknown[];

/** Steps of one optimiser. */
export class StepCapture {
  readonly #optimiser: Adam;
  #signature: Signature = [];
  #recorded: Recorded | undefined;
  #captured: Captured | undefined;
  #iterations = 0;
  #refusal: string | undefined;
  #dataIds: readonly tf.DataId[] = [];

  /** Nothing is recorded yet. */
  constructor(optimiser: Adam) {
    this.#optimiser = optimiser;
    optimiser.owns(this);
  }

  /** The step from memory; otherwise why it has to be eager. */
  replay(call: StepCall): StepOutcome | string {
    if (tf.getBackend() !== "wasm") return `the ${tf.getBackend()} backend captures nothing`;
    if (measuring()) return "a profile is being taken";
    if (!this.#same(call)) this.#forget(signatureOf(call));
    if (this.#refusal !== undefined) return this.#refusal;
    const captured = this.#captured;
    if (captured === undefined) return "steps are recorded first";
    if (captured.stale !== undefined || this.#moved()) {
      this.#forget(this.#signature);
      return "parameters moved: steps are recorded anew";
    }
    const backend = tf.backend();
    if (this.#dataIds.some((dataId) => backend.refCount(dataId) > 1)) return "a parameter is shared";
    const step = this.#optimiser.steps + 1;
    const replayed = captured.replay(tensorsOf(call.batch), { key: call.options.key, step });
    if (replayed === undefined) return "a decision turned out another way than in the recording";
    this.#optimiser.countUpdate();
    const residual = Math.max(0, ...replayed.residuals);
    return { values: replayed.results, iterations: this.#iterations, residual, captured: true };
  }

  /** Runs a step and records it where a recording is wanted. */
  eager(call: StepCall, run: () => EagerStep): EagerStep {
    const wanted = tf.getBackend() === "wasm" && !measuring() && this.#refusal === undefined &&
      this.#captured === undefined && this.#same(call) && this.#optimiser.steps > 0;
    if (!wanted) return run();
    const before = dataIds(this.#optimiser);
    let made: EagerStep | undefined;
    const args = { key: call.options.key, step: this.#optimiser.steps + 1 };
    const trace = record({
      args: tensorsOf(call.batch),
      run: () => {
        made = run();
        return made.tensors;
      },
    });
    this.#dataIds = dataIds(this.#optimiser);
    if (before.some((dataId, i) => dataId !== this.#dataIds[i])) this.#recorded = undefined;
    else this.#note(trace, { args, made: made! });
    return made!;
  }

  /** Frees what it holds. */
  dispose(): void {
    this.#forget([]);
  }

  #note(
    trace: ReturnType<typeof record>,
    { args, made }: { readonly args: Recorded[1]; readonly made: EagerStep },
  ): void {
    if (trace instanceof CaptureError) {
      this.#refusal = trace.message;
      return;
    }
    if (this.#recorded === undefined) {
      this.#recorded = [trace, args];
      this.#iterations = made.iterations;
      return;
    }
    try {
      if (made.iterations !== this.#iterations) throw new CaptureError("iterations differ from step to step");
      const captured = new Captured(this.#recorded, [trace, args]);
      this.#captured = captured;
      if (Math.max(0, ...captured.recordedResiduals) !== made.residual) {
        throw new CaptureError("a residual is not reported");
      }
    } catch (error) {
      this.#captured?.dispose();
      this.#captured = undefined;
      this.#refusal = (error as Error).message;
    }
    this.#recorded = undefined;
  }

  #same(call: StepCall): boolean {
    const signature = signatureOf(call);
    return signature.length === this.#signature.length &&
      signature.every((part, i) => part === this.#signature[i]);
  }

  #moved(): boolean {
    const now = dataIds(this.#optimiser);
    return now.some((dataId, i) => dataId !== this.#dataIds[i]);
  }

  #forget(signature: Signature): void {
    this.#captured?.dispose();
    this.#captured = undefined;
    this.#recorded = undefined;
    this.#refusal = undefined;
    this.#signature = signature;
  }
}

/** All that a step depends on beside its arguments. */
function signatureOf({ model, batch, options: { key: _argument, ...others } }: StepCall): Signature {
  const shapes = tensorsOf(batch).map(({ shape, dtype }) => `${dtype} [${shape}]`);
  return [model, ...shapes, ...Object.entries(others).sort().flat()];
}

function tensorsOf({ images, labels }: Batch): readonly tf.Tensor[] {
  return labels === undefined ? [images] : [images, labels];
}

function dataIds({ changed }: Adam): readonly tf.DataId[] {
  return changed.map(({ dataId }) => dataId);
}

/** Whether ours or tfjs's profile watches kernels that tfjs runs; a replay runs none of them. */
function measuring(): boolean {
  return profiling() || tf.engine().state.profiling;
}
