/**
 * The mean image of a data set.
 * @module
 */
import type { ImageDataset } from "./types.ts";

/** Examples that the mean image is taken over: enough to place output biases. */
const MEAN_EXAMPLES = 2000;

/** Mean intensity of each pixel over the first training examples. */
export function pixelMeans({ train }: ImageDataset): Float64Array {
  const count = Math.min(MEAN_EXAMPLES, train.count);
  const images = train.images(Uint32Array.from({ length: count }, (_, i) => i));
  const pixels = images.length / count;
  const means = new Float64Array(pixels);
  images.forEach((value, i) => means[i % pixels] = means[i % pixels]! + value / count);
  return means;
}
