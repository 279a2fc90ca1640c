/**
 * The bias of a gradient by paired differences: the same noise for an estimator and for one that is right.
 *
 * Of a difference d and the true gradient g, ⟨d, g⟩ / ‖g‖² is the share of the gradient that is missing
 * (negative) or too much, along the direction that training follows. The noise of both sides cancels in d, so
 * a bias far below one gradient's noise is found.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type Estimator, foldIn, type Key } from "../../../estimators/mod.ts";

/** Gradients by block, a mean over some draws. The receiver disposes them. */
export type BlockGradients = Readonly<Record<string, tf.Tensor>>;

/** Settings of {@linkcode relativeBias}. */
export interface RelativeBiasOptions {
  /** The unbiased side. */
  readonly baseline: Estimator;
  readonly treatments: readonly Estimator[];
  readonly key: Key;
  /** Independent batches: the values for each treatment and block. */
  readonly batches: number;
  /** The mean gradient of a batch of draws from one key; the same key gives both sides the same noise. */
  readonly gradient: (estimator: Estimator, key: Key) => BlockGradients;
  /**
   * The true gradient, where it is known; the caller disposes it. Elsewhere the mean of as many batches by the
   * baseline, from keys of their own: its noise makes ‖g‖² larger and so the bias, if anything, too small.
   */
  readonly reference?: BlockGradients;
  readonly progress?: (share: number) => void;
}

/** For each treatment and block, one value per batch: ⟨mean difference, g⟩ / ‖g‖². */
export async function relativeBias(options: RelativeBiasOptions): Promise<Record<string, number[]>[]> {
  const { baseline, treatments, key, batches, gradient, progress } = options;
  const reference = options.reference ?? meanGradient(options);
  const found = treatments.map((): Record<string, number[]> => ({}));
  for (let batch = 0; batch < batches; batch++) {
    const drawKey = foldIn(foldIn(key, 1), batch);
    const right = gradient(baseline, drawKey);
    for (const [i, treatment] of treatments.entries()) {
      const other = gradient(treatment, drawKey);
      for (const [block, g] of Object.entries(reference)) {
        const share = tf.tidy(() =>
          tf.div(tf.sum(tf.mul(tf.sub(other[block]!, right[block]!), g)), tf.sum(tf.square(g)))
        );
        (found[i]![block] ??= []).push((await share.data())[0]!);
        share.dispose();
      }
      tf.dispose(Object.values(other));
    }
    tf.dispose(Object.values(right));
    progress?.((batch + 1) / batches);
  }
  if (options.reference === undefined) tf.dispose(Object.values(reference));
  return found;
}

function meanGradient({ baseline, key, batches, gradient }: RelativeBiasOptions): BlockGradients {
  const total: Record<string, tf.Tensor> = {};
  for (let batch = 0; batch < batches; batch++) {
    for (const [block, value] of Object.entries(gradient(baseline, foldIn(foldIn(key, 0), batch)))) {
      const sum = total[block];
      total[block] = sum === undefined ? value : tf.add(sum, value);
      if (sum !== undefined) tf.dispose([sum, value]);
    }
  }
  return Object.fromEntries(
    Object.entries(total).map(([block, sum]) => {
      const mean = tf.div(sum, batches);
      sum.dispose();
      return [block, mean];
    }),
  );
}
