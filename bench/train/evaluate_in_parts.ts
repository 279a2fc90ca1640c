/**
 * An evaluation of many test examples whose memory does not grow with their number.
 * @module
 */
import { foldIn } from "../../estimators/mod.ts";
import type { ImageDataset, Split, ZooModel } from "../../models/mod.ts";
import { keptValue, NO_CHECKPOINTS, within } from "../checkpoint/mod.ts";
import { evaluate, type Evaluation, type EvaluationOptions } from "./evaluate.ts";

/** Examples times samples of one part of a classifier's evaluation, whose passes are held together. */
const CLASSIFIER_ROWS = 10_000;
/** Examples of one part of it: the images of a convolution's layer take a megabyte each. */
const CLASSIFIER_EXAMPLES = 500;
/** Examples of one part of a generative model's: its bound runs through its samples in chunks itself. */
const GENERATIVE_EXAMPLES = 1000;

/**
 * Means over the first test examples, as `evaluate` gives them, part by part.
 *
 * @param options.examples at most those of the split; every part has keys of its own.
 * @param progress called with the share that is done.
 */
export async function evaluateInParts(
  zoo: ZooModel,
  { dataset, ...options }: EvaluationOptions & { readonly dataset: ImageDataset },
  progress: (share: number) => void = () => {},
): Promise<Evaluation> {
  const { samples, key, checkpoints = NO_CHECKPOINTS } = options;
  const examples = Math.min(options.examples, dataset.test.count);
  const part = zoo.kind === "classifier"
    ? Math.min(CLASSIFIER_EXAMPLES, Math.max(1, Math.floor(CLASSIFIER_ROWS / samples)))
    : GENERATIVE_EXAMPLES;
  const means: Record<string, { unit: string; value: number }> = {};
  for (let start = 0; start < examples; start += part) {
    const count = Math.min(part, examples - start);
    const view = { ...dataset, test: slice(dataset.test, { start, count }) };
    const own = within(checkpoints, `test examples from ${start}`);
    const settings = { examples: count, samples, key: foldIn(key, start), checkpoints: own };
    const found = await keptValue(own, "means", () => evaluate(zoo, view, settings));
    for (const [name, { unit, value }] of Object.entries(found)) {
      const mean = means[name] ??= { unit, value: 0 };
      mean.value += value * count / examples;
    }
    progress((start + count) / examples);
  }
  return means;
}

/** Consecutive examples of a split as a split. */
function slice(
  split: Split,
  { start, count }: { readonly start: number; readonly count: number },
): Split {
  const shifted = (indices: ArrayLike<number>) => Uint32Array.from(indices, (index) => index + start);
  return {
    count,
    images: (indices) => split.images(shifted(indices)),
    labels: (indices) => split.labels(shifted(indices)),
  };
}
