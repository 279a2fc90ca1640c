/**
 * Whether pre-activations have the law N(W µ, A Aᵀ): first, second and fourth moments of every example.
 *
 * Fourth moments tell a Gaussian from what only has its covariance.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Estimator } from "../types.ts";
import { foldIn, type Key } from "../random/mod.ts";
import { normal } from "../random/tensors.ts";
import { copySite, type Problem, separateCopies } from "./batch_means.ts";
import { expectedMoments } from "./closed_form.ts";
import { type Rejection, testMeans } from "./statistics.ts";
import { batchOf } from "../site.ts";

/** Settings of {@linkcode testLaw}. */
export interface LawOptions {
  readonly key: Key;
  /** Independent batches, an odd number. */
  readonly batches: number;
  readonly drawsPerBatch: number;
  /** Whether the estimator gets a key or standard normals of the shape that it names. */
  readonly source: "key" | "noise";
}

/** Moments that are not those of N(W µ, A Aᵀ), over all examples as one family of hypotheses. */
export function testLaw(
  estimator: Estimator,
  { site, batch: fallback }: Omit<Problem, "loss">,
  { key, batches, drawsPerBatch, source }: LawOptions,
): Rejection[] {
  const batch = batchOf(site, fallback);
  const moments = expectedMoments(site, batch);
  const size = moments[0]!.mean.length;
  const pairs = moments[0]!.mean.flatMap((_, i) => Array.from({ length: i + 1 }, (_, j) => [i, j] as const));
  const references = moments.flatMap(({ covariance }) => [
    ...covariance.map(() => 0),
    ...pairs.map(([i, j]) => covariance[i]![j]!),
    ...covariance.map((row, i) => 3 * row[i]! ** 2),
  ]);
  const means = references.map(() => new Float64Array(batches));
  const perExample = references.length / batch;
  for (let at = 0; at < batches; at++) {
    const z = drawCopies(estimator, { site, batch }, { key: foldIn(key, at), copies: drawsPerBatch, source });
    for (let row = 0; row < z.length / size; row++) {
      // Copies are the outer axis at a latent site and the inner one at a weight site.
      const b = site.map.kind === "dense" ? row % batch : Math.floor(row / drawsPerBatch);
      const u = moments[b]!.mean.map((mean, i) => z[row * size + i]! - mean);
      const features = [...u, ...pairs.map(([i, j]) => u[i]! * u[j]!), ...u.map((value) => value ** 4)];
      features.forEach((value, f) => {
        const column = means[b * perExample + f]!;
        column[at] = column[at]! + value / drawsPerBatch;
      });
    }
  }
  // Three blocks of different size: the rounding allowance is of the size of the moment itself.
  return testMeans(means, references, { rounding: 1e-6 });
}

function drawCopies(
  estimator: Estimator,
  { site, batch }: { readonly site: Problem["site"]; readonly batch: number },
  { key, copies, source }: { readonly key: Key; readonly copies: number; readonly source: "key" | "noise" },
): Float32Array {
  return tf.tidy(() => {
    const copied = copySite(site, { copies, batch });
    const noise = source === "key" ? key : normal(key, estimator.noiseShape(copied, copies * batch));
    return separateCopies(site, copies, estimator.draw(copied, noise).preactivations).dataSync();
  }) as Float32Array;
}
