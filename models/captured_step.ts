/**
 * Training steps that are recorded twice and then replayed, with the bits of eager steps.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type EagerRun, type ReplayCall, type ReplayOutcome, Replays } from "../estimators/mod.ts";
import { signatureOf, tensorsOf } from "./call_signature.ts";
import type { ModelGradientOptions } from "./model_gradients.ts";
import type { Adam } from "./optimisers/adam.ts";
import type { Batch, Model } from "./types.ts";

/** One step as it is asked for. */
export interface StepCall {
  readonly model: Model;
  readonly batch: Batch;
  readonly options: ModelGradientOptions;
}

/** Steps of one optimiser. */
export class StepCapture {
  readonly #optimiser: Adam;
  readonly #variables: readonly tf.Variable[];
  readonly #replays = new Replays();
  #dataIds: readonly tf.DataId[] = [];

  /** Nothing is recorded yet. */
  constructor(optimiser: Adam) {
    this.#optimiser = optimiser;
    this.#variables = optimiser.changed;
    optimiser.owns(this);
  }

  /** How a replay's kernels run; undefined where nothing is captured. */
  get kernels(): Replays["kernels"] {
    return this.#replays.kernels;
  }

  /** The step from memory: its loss. Otherwise why it has to be eager. */
  replay(step: StepCall): ReplayOutcome | string {
    const replayed = this.#replays.replay(this.#call(step), this.#hindrance);
    if (typeof replayed !== "string") this.#optimiser.countUpdate();
    return replayed;
  }

  /** Runs a step and records it where a recording is wanted. */
  eager<T extends EagerRun>(step: StepCall, run: () => T): T {
    // The first update may give parameters memory of their own.
    if (this.#optimiser.steps === 0) return run();
    this.#dataIds = this.#variables.map(({ dataId }) => dataId);
    const made = this.#replays.eager(this.#call(step), run);
    if (this.#moved()) this.#replays.forget();
    return made;
  }

  /** Frees what it holds. */
  dispose(): void {
    this.#replays.dispose();
  }

  #call({ model, batch, options }: StepCall): ReplayCall {
    return {
      signature: signatureOf(model, options),
      tensors: tensorsOf(batch),
      args: { keys: [options.key], step: this.#optimiser.steps + 1 },
    };
  }

  /** A replay writes to parameters where they lay. */
  readonly #hindrance = (): string | undefined => {
    if (this.#moved()) {
      this.#replays.forget();
      return "parameters moved: steps are recorded anew";
    }
    const backend = tf.backend();
    return this.#dataIds.some((dataId) => backend.refCount(dataId) > 1) ? "a parameter is shared" : undefined;
  };

  #moved(): boolean {
    const known = this.#dataIds;
    return this.#variables.some(({ dataId }, i) => dataId !== known[i]);
  }
}
