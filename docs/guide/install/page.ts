/**
 * What a web page of a user's bundles: `globalThis.gradientOn(backend)` is the mean of R2-G2's gradient there.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  type BackendName,
  denseMap,
  diagonal,
  getEstimator,
  gradients,
  key,
  normal,
  useBackend,
} from "@r2g2/bench";

/** The backend that ran, and the gradient of the mean square for the scale, averaged over examples and latents. */
async function gradientOn(backend: BackendName): Promise<{ name: string; gradient: number }> {
  const { name } = await useBackend(backend);
  const family = diagonal(tf.zeros([64, 8]), tf.ones([64, 8]));
  const loss = (z: tf.Tensor) => tf.mean(tf.square(z), -1);
  const site = { map: denseMap(normal(key(1), [3, 8])), family };
  const { blocks } = gradients(getEstimator("r2g2"), site, key(0), { loss });
  return { name, gradient: (await tf.sum(blocks["scale"]!).data())[0]! };
}

Object.assign(globalThis, { gradientOn });
