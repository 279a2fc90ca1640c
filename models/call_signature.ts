/**
 * What a captured computation of a model holds for.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { Batch, Model } from "./types.ts";

/** The model and all of the options but the key, which is an argument. */
export function signatureOf(model: Model, options: object): readonly unknown[] {
  const signature: unknown[] = [model];
  for (const [name, value] of Object.entries(options)) if (name !== "key") signature.push(name, value);
  return signature;
}

/** A batch's tensors, which are arguments. A model of no data may have none. */
export function tensorsOf({ images, labels }: Partial<Batch>): readonly tf.Tensor[] {
  return [images, labels].filter((tensor) => tensor !== undefined);
}
