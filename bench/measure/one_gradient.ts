/**
 * One gradient of all parameters, as training needs it: what is timed, and what operations are counted of.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type Key, Replays } from "../../estimators/mod.ts";
import {
  type Batch,
  type Model,
  parameterGradients,
  type SampledChoice,
  signatureOf,
  tensorsOf,
} from "../../models/mod.ts";

/** What {@linkcode oneGradient} draws. */
export interface OneGradientOptions {
  readonly estimator: SampledChoice;
  readonly key: Key;
  /** @default 1 */
  readonly samples?: number;
}

/** What a gradient's solvers did. */
export interface SolverWork {
  readonly iterations: number;
  /** Largest residual, in units of z. */
  readonly residual: number;
}

/** Draws a gradient and frees it; resolves when its objective can be read, so that its time is well defined. */
export async function oneGradient(
  model: Model,
  batch: Batch,
  options: OneGradientOptions,
): Promise<SolverWork> {
  const { tensors, iterations, residual } = drawn(model, batch, options);
  await tensors[0]!.data();
  tf.dispose([...tensors]);
  return { iterations, residual };
}

/** The same gradient with other keys, as a training draws it: the first two are recorded, others replayed. */
export class RepeatedGradient {
  readonly #model: Model;
  readonly #batch: Batch;
  readonly #options: Omit<OneGradientOptions, "key">;
  readonly #replays = new Replays();

  /** Nothing is drawn yet. */
  constructor(model: Model, batch: Batch, options: Omit<OneGradientOptions, "key">) {
    this.#model = model;
    this.#batch = batch;
    this.#options = options;
  }

  /** Draws one, as {@linkcode oneGradient} does. */
  async draw(key: Key): Promise<SolverWork & { readonly captured: true | string }> {
    const call = {
      signature: signatureOf(this.#model, this.#options),
      tensors: tensorsOf(this.#batch),
      args: { keys: [key] },
    };
    const replayed = this.#replays.replay(call);
    if (typeof replayed !== "string") {
      const { iterations, residual } = replayed;
      return { iterations, residual, captured: true };
    }
    const run = () => drawn(this.#model, this.#batch, { ...this.#options, key });
    const { tensors, iterations, residual } = this.#replays.eager(call, run);
    await tensors[0]!.data();
    tf.dispose([...tensors]);
    return { iterations, residual, captured: replayed };
  }

  /** Frees what is kept for replays. */
  dispose(): void {
    this.#replays.dispose();
  }
}

function drawn(model: Model, batch: Batch, options: OneGradientOptions) {
  const { value, gradients, iterations, residual } = parameterGradients(model, batch, options);
  return { tensors: [value, ...gradients], iterations, residual };
}
