/**
 * Helpers of this folder's tests.
 * @module
 */
import type { Split } from "./types.ts";

/** Integers from `from` to before `to`. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** Average image of each class over a split's first examples. shape: classes × size */
export function averageImages(
  split: Split,
  options: { readonly examples: number; readonly classes: number },
): Float64Array[] {
  const { examples, classes } = options;
  const indices = range(0, Math.min(examples, split.count));
  const images = split.images(indices);
  const labels = split.labels(indices);
  const size = images.length / indices.length;
  const sums = range(0, classes).map(() => new Float64Array(size));
  const counts = new Float64Array(classes);
  for (let i = 0; i < indices.length; i++) {
    const label = labels[i]!;
    const sum = sums[label]!;
    counts[label]!++;
    for (let p = 0; p < size; p++) sum[p]! += images[i * size + p]!;
  }
  return sums.map((sum, label) => sum.map((value) => value / Math.max(1, counts[label]!)));
}

/** Share of a split's first examples whose class has the nearest average image. */
export function nearestCentroidAccuracy(
  split: Split,
  options: { readonly averages: readonly Float64Array[]; readonly examples: number },
): number {
  const { averages, examples } = options;
  const indices = range(0, Math.min(examples, split.count));
  const images = split.images(indices);
  const labels = split.labels(indices);
  const size = images.length / indices.length;
  let hits = 0;
  for (let i = 0; i < indices.length; i++) {
    let nearest = -1;
    let least = Infinity;
    averages.forEach((average, label) => {
      let distance = 0;
      for (let p = 0; p < size; p++) distance += (images[i * size + p]! - average[p]!) ** 2;
      if (distance < least) [nearest, least] = [label, distance];
    });
    if (nearest === labels[i]) hits++;
  }
  return hits / indices.length;
}
