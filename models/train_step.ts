/**
 * The training step: everything that trains a model makes its updates here.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type StepCall, StepCapture } from "./captured_step.ts";
import { type ModelGradientOptions, trainingGradients } from "./model_gradients.ts";
import type { Adam, GaussianWeights } from "./optimisers/adam.ts";
import type { Batch, Model } from "./types.ts";

/** What a step learned, besides new parameters. */
export interface StepInfo {
  /** The objective before the update, in nats per example. */
  readonly loss: number;
  /** Largest number of solver iterations in any layer. */
  readonly iterations: number;
  /** Largest solver residual in any layer, in units of z. */
  readonly residual: number;
  /** Whether the step was replayed from a recording, or why it was not; the bits are the same. */
  readonly captured: true | string;
}

/** Settings of a step. */
export interface TrainStepOptions extends ModelGradientOptions {
  /**
   * Whether steps may be replayed once two were recorded: on the wasm backend, with the bits of eager steps.
   * What the options hold must not change in itself then: pass another estimator or choice for a change.
   * @default true
   */
  readonly capture?: boolean;
}

/** A loss or gradient that is not finite: the run diverged and its numbers mean nothing. */
export class DivergedError extends Error {
  /** Name that messages begin with. */
  override readonly name = "DivergedError";
}

/**
 * One gradient and one update. Waits for the loss, which is what makes a step's time well defined.
 *
 * @param options the key is this step's own; see `foldIn`.
 * @throws {DivergedError} if the loss is not finite, with the step and the parameters whose gradients are not.
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { foldIn, getEstimator, key, useBackend } from "../estimators/mod.ts";
 * import { bnnMlp } from "./bnn/mlp.ts";
 * import { Adam } from "./optimisers/adam.ts";
 * import { trainStep } from "./train_step.ts";
 *
 * await useBackend("cpu");
 * const model = bnnMlp({ key: key(0), trainingExamples: 2, widths: [3, 4, 2] });
 * const optimiser = new Adam([...model.parameters.values()], { learningRate: 1e-3 });
 * const batch = { images: tf.ones([2, 3]) as tf.Tensor2D, labels: tf.tensor1d([0, 1], "int32") };
 * for (let step = 0; step < 3; step++) {
 *   const { loss } = await trainStep(model, optimiser, batch, {
 *     estimator: getEstimator("r2g2"),
 *     key: foldIn(key(1), step),
 *   });
 *   console.assert(Number.isFinite(loss));
 * }
 * ```
 */
export async function trainStep(
  model: Model,
  optimiser: Adam,
  batch: Batch,
  { capture = true, ...options }: TrainStepOptions,
): Promise<StepInfo> {
  const call = { model, batch, options };
  const steps = capture ? captureOf(optimiser) : undefined;
  const replayed = steps?.replay(call) ?? "capturing is switched off";
  const info = typeof replayed === "string"
    ? { ...await eagerStep(optimiser, call, steps), captured: replayed }
    : {
      loss: replayed.value(0)[0]!,
      iterations: replayed.iterations,
      residual: replayed.residual,
      captured: true as const,
    };
  if (Number.isFinite(info.loss)) return info;
  throw await divergence(model, optimiser, info.loss);
}

/** What the steps of an optimiser left behind to replay. */
const captures = new WeakMap<Adam, StepCapture>();

function captureOf(optimiser: Adam): StepCapture {
  const capture = captures.get(optimiser) ?? new StepCapture(optimiser);
  captures.set(optimiser, capture);
  return capture;
}

async function eagerStep(
  optimiser: Adam,
  call: StepCall,
  steps: StepCapture | undefined,
): Promise<Omit<StepInfo, "captured">> {
  const run = () => {
    const { model, batch, options } = call;
    const { value, gradients, variances, ...info } = trainingGradients(model, batch, options);
    optimiser.apply(gradients, weightsOf(model, variances));
    tf.dispose([...gradients, ...variances]);
    return { ...info, tensors: [value] };
  };
  const { tensors, iterations, residual } = steps === undefined ? run() : steps.eager(call, run);
  try {
    return { loss: (await tensors[0]!.data())[0]!, iterations, residual };
  } finally {
    tf.dispose([...tensors]);
  }
}

function weightsOf({ posterior }: Model, variances: readonly tf.Tensor[]): GaussianWeights[] {
  if (posterior === undefined) return [];
  const { layers, priorScale, trainingExamples } = posterior;
  return layers.map((layer, i) => ({
    ...layer,
    variance: variances[i]!,
    weight: 1 / trainingExamples,
    priorScale,
  }));
}

async function divergence(model: Model, optimiser: Adam, loss: number): Promise<DivergedError> {
  const names = [...model.parameters.keys()];
  const bad = (await optimiser.notFinite()).map((i) => names[i]);
  const where = bad.length === 0 ? "no gradient" : bad.join(", ");
  const step = optimiser.steps;
  return new DivergedError(`${model.name} diverged at step ${step}: loss ${loss}, not finite in ${where}`);
}
