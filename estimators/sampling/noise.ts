/**
 * An estimator whose noise is made in another way than by `normal`.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { batchOf, tidyDraw } from "../site.ts";
import type { Estimator, NoiseMaker } from "../types.ts";

/**
 * The same estimator with its standard normals from a maker; noise that is given stays as it is.
 *
 * Noise is drawn as `noiseShape` says and never streamed: with weights per example that is [B, n, O].
 *
 * @param noise @default none: the estimator as it is
 */
export function withNoise(estimator: Estimator, noise: NoiseMaker | undefined): Estimator {
  if (noise === undefined) return estimator;
  return {
    ...estimator,
    noise,
    draw(site, source) {
      if (source instanceof tf.Tensor) return estimator.draw(site, source);
      return tidyDraw(() => estimator.draw(site, noise(source, estimator.noiseShape(site, batchOf(site)))));
    },
  };
}
