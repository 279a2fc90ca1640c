/**
 * A latent-variable model of images, and its importance-weighted bound (Burda, Grosse, Salakhutdinov 2016,
 * eq. 8): log (1/K) Σ w_k with w_k = p(x, v_k) / q(v_k | x) for K independent draws v_k ~ q.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { foldIn, type Key, Replays } from "../estimators/mod.ts";
import type { BoundSettings } from "./objectives/mod.ts";
import type { Model } from "./types.ts";

/** A model whose bound can be evaluated and whose objective can be exchanged. */
export interface GenerativeModel extends Model {
  /**
   * log p(x, v) − log q(v | x) for independent draws v. shape: [samples · B], sample-major, in nats
   *
   * @param images binarised pixels. shape: [B, pixels]
   */
  logWeights(images: tf.Tensor2D, options: { readonly key: Key; readonly samples: number }): tf.Tensor;
  /**
   * The same variables under another objective; disposing either frees both.
   *
   * @throws {RangeError} where the objective does not suit the model.
   */
  withObjective(settings: BoundSettings): GenerativeModel;
}

/** Settings of {@linkcode importanceWeightedBound}. */
export interface BoundOptions {
  readonly key: Key;
  /** Draws K of every example. */
  readonly samples: number;
  readonly replays?: BoundReplays | undefined;
}

/** Chunks of samples: those of one shape are recorded twice, then replayed with the same bits. */
export class BoundReplays {
  readonly #byShape = new Map<string, Replays>();
  #replayed = 0;

  /** Chunks that were replayed so far. */
  get replayed(): number {
    return this.#replayed;
  }

  /** Draws one chunk and shows its log-weights, which live until `use` returns. */
  async weights(
    { model, images, key, samples }: {
      readonly model: GenerativeModel;
      readonly images: tf.Tensor2D;
      readonly key: Key;
      readonly samples: number;
    },
    use: (weights: Float32Array) => void,
  ): Promise<void> {
    const shape = `${samples} of ${images.shape}`;
    const replays = this.#byShape.get(shape) ?? new Replays();
    this.#byShape.set(shape, replays);
    const call = { signature: [model, samples], tensors: [images], args: { keys: [key] } };
    const replayed = replays.replay(call);
    if (typeof replayed !== "string") {
      this.#replayed++;
      return use(replayed.value(0) as Float32Array);
    }
    const { tensors: [weights] } = replays.eager(call, () => ({
      tensors: [model.logWeights(images, { key, samples })],
    }));
    use(await weights!.data() as Float32Array);
    weights!.dispose();
  }

  /** Frees what is kept for replays. */
  dispose(): void {
    for (const replays of this.#byShape.values()) replays.dispose();
    this.#byShape.clear();
  }
}

/** Rows that one chunk may decode: about 50 MB of pixels. */
const ROWS_PER_CHUNK = 16_384;

/**
 * The importance-weighted bound of every example, by a running log-sum-exp over chunks of samples: K = 5000
 * needs no more memory than K = 50.
 *
 * @param images binarised pixels. shape: [B, pixels]
 * @param options.replays chunks that were recorded before, with the same parameters. @default those of this call
 * @returns nats per example. length: B
 * @throws {RangeError} unless samples is a positive integer.
 */
export async function importanceWeightedBound(
  model: GenerativeModel,
  images: tf.Tensor2D,
  { key, samples, replays }: BoundOptions,
): Promise<Float64Array> {
  if (!Number.isInteger(samples) || samples < 1) {
    throw new RangeError(
      `importance-weighted bound: samples is ${samples}; wanted a whole number of at least 1`,
    );
  }
  const batch = images.shape[0];
  const chunk = Math.max(1, Math.min(samples, Math.floor(ROWS_PER_CHUNK / batch)));
  const largest = new Float64Array(batch).fill(-Infinity);
  const sums = new Float64Array(batch);
  const chunks = Math.ceil(samples / chunk);
  const own = replays ?? new BoundReplays();
  try {
    for (let index = 0; index < chunks; index++) {
      const count = Math.min(chunk, samples - index * chunk);
      await own.weights(
        { model, images, key: foldIn(key, index), samples: count },
        (weights) => accumulate(weights, { largest, sums }),
      );
    }
  } finally {
    if (replays === undefined) own.dispose();
  }
  return largest.map((peak, b) => peak + Math.log(sums[b]! / samples));
}

function accumulate(
  weights: Float32Array,
  { largest, sums }: { largest: Float64Array; sums: Float64Array },
): void {
  const batch = sums.length;
  weights.forEach((weight, i) => {
    const b = i % batch;
    if (weight > largest[b]!) {
      sums[b] = sums[b]! * Math.exp(largest[b]! - weight);
      largest[b] = weight;
    }
    sums[b] = sums[b]! + Math.exp(weight - largest[b]!);
  });
}
