/**
 * An evaluation of many test examples whose memory does not grow with their number.
 * @module
 */
import { foldIn, type Key, Replays } from "../../estimators/mod.ts";
import { type ImageDataset, minibatches, type Split, type ZooModel } from "../../models/mod.ts";
import { keptValue, NO_CHECKPOINTS, within } from "../checkpoint/mod.ts";
import { calibrationError } from "./calibration_error.ts";
import { evaluate, type EvaluationOptions, type Means } from "./evaluate.ts";

/** Examples times samples of one part of a classifier's evaluation, whose passes are held together. */
const CLASSIFIER_ROWS = 10_000;
/** Examples of one part of it: the images of a convolution's layer take a megabyte each. */
const CLASSIFIER_EXAMPLES = 500;
/** Examples of one part of a generative model's: its bound runs through its samples in chunks itself. */
const GENERATIVE_EXAMPLES = 1000;

/** What the choice of test examples draws from, beside the parts' starts. */
const CHOICE = 0xffff_ffff;

/**
 * Means over random test examples, as `evaluate` gives them, part by part, and a classifier's calibration error.
 *
 * The key decides which examples: the same for every estimator, others for other seeds, so that an interval over
 * seeds has the test set's sampling in it.
 *
 * @param options.examples at most those of the split; every part has keys of its own.
 * @param progress called with the share that is done.
 */
export async function evaluateInParts(
  zoo: ZooModel,
  { dataset, ...options }: EvaluationOptions & { readonly dataset: ImageDataset },
  progress: (share: number) => void = () => {},
): Promise<Means> {
  const { samples, key, checkpoints = NO_CHECKPOINTS } = options;
  const examples = Math.min(options.examples, dataset.test.count);
  const part = zoo.kind === "classifier"
    ? Math.min(CLASSIFIER_EXAMPLES, Math.max(1, Math.floor(CLASSIFIER_ROWS / samples)))
    : GENERATIVE_EXAMPLES;
  const chosen = choose(dataset.test, { count: examples, key: foldIn(key, CHOICE) });
  const means: Record<string, { unit: string; value: number }> = {};
  let gaps: number[] | undefined;
  const replays = new Replays();
  try {
    for (let start = 0; start < examples; start += part) {
      const count = Math.min(part, examples - start);
      const view = { ...dataset, test: slice(chosen, { start, count }) };
      const own = within(checkpoints, `test examples from ${start}`);
      const settings = { examples: count, samples, key: foldIn(key, start), checkpoints: own, replays };
      const found = await keptValue(own, "means", () => evaluate(zoo, view, settings));
      for (const [name, { unit, value }] of Object.entries(found.means)) {
        const mean = means[name] ??= { unit, value: 0 };
        mean.value += value * count / examples;
      }
      gaps = found.gaps?.map((gap, i) => (gaps?.[i] ?? 0) + gap * count / examples);
      progress((start + count) / examples);
    }
  } finally {
    replays.dispose();
  }
  if (gaps !== undefined) means["test-calibration-error"] = { unit: "1", value: calibrationError(gaps) };
  return means;
}

/** Random examples of a split as a split; all of them in their order where all are asked for. */
function choose(split: Split, { count, key }: { readonly count: number; readonly key: Key }): Split {
  if (count === split.count) return split;
  const indices = minibatches(split.count, { batchSize: count, key }).at(0);
  const own = (at: ArrayLike<number>) => Uint32Array.from(at, (i) => indices[i]!);
  return { count, images: (at) => split.images(own(at)), labels: (at) => split.labels(own(at)) };
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
