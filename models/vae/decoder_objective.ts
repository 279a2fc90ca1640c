/**
 * A VAE whose lower latents are sampled in the decoder: the second reading of the R2-G2 paper's section 5.3, where "W
 * and V are decoder parameters".
 *
 *     q(v | x) = q(v_L|x) ∏ p(v_i|v_{i+1})        −log w = KL(q(v_L|x) ‖ p(v_L)) − log p(x|v₁)
 *
 * The posterior of v_1, …, v_{L−1} is tied to the prior, so that their densities cancel in the bound and each of them
 * enters through the linear map that follows it alone.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  bernoulliLogLikelihood,
  type Draw,
  type Estimator,
  gaussianLogDensity,
  type Key,
  klToStandardNormal,
  split,
} from "../../estimators/mod.ts";
import { estimatorFor, noiseOf } from "../layer_estimator.ts";
import { type Moments, sampleMoments } from "../layers/latent_linear.ts";
import { repeatBatch } from "../layers/repeat.ts";
import { requirePath, stopped } from "../objectives/mod.ts";
import type { Batch, LayerDraw, Pass } from "../types.ts";
import { decode, type VaeNetworks } from "./networks.ts";
import { type NegativeBoundOptions, probeMoments } from "./objective.ts";
import { siteName } from "./sites.ts";

/** A map that follows a latent: the decoder's first, or that of a network which generates the latent below. */
interface Following {
  draw(moments: Moments, estimator: Estimator, key: Key): Draw;
}

/** The negative bound of every example, with S · K draws of the latents for one pass through the encoder. */
export function decoderBound(
  networks: VaeNetworks,
  { images }: Batch,
  options: NegativeBoundOptions,
): Pass {
  const { objective, samples, bounds, sites, probe } = options;
  const { inference, generation, first } = networks;
  const keys = split(options.key, generation.length + 1);
  const pass = objective.start();
  const draws: LayerDraw[] = [];
  const probed = (index: number, moments: Moments) =>
    sites.includes(siteName(index + 1)) ? probeMoments(siteName(index + 1), moments, probe) : moments;
  /** Latent v_{index + 1}, and W v + b where the latent is treated. */
  const drawn = (map: Following, path: Moments, index: number) => {
    const layer = siteName(index + 1);
    if (!sites.includes(layer)) {
      return { value: sampleMoments(path, keys[index]!, noiseOf(options.estimator, layer)) };
    }
    const draw = map.draw(path, estimatorFor(options.estimator, layer), keys[index]!);
    requirePath(draw, objective);
    draws.push({ layer, draw });
    return { value: draw.value!, preactivations: draw.preactivations };
  };

  const top = generation.length;
  const encoded = probed(top, inference[0]!.apply(images));
  const own = each(encoded, (moment) => repeatBatch(moment, bounds * samples));
  let path = each(own, (moment) => pass.path(moment));
  const highest = drawn(top === 0 ? first : generation[top - 1]!, path, top);
  let latent: ReturnType<typeof drawn> = highest;
  for (let i = top - 1; i >= 0; i--) {
    const network = generation[i]!;
    const { value, preactivations } = latent;
    path = probed(i, preactivations === undefined ? network.apply(value) : network.applyFrom(preactivations));
    latent = drawn(i === 0 ? first : generation[i - 1]!, path, i);
  }
  const logits = decode(networks, latent.preactivations ?? first.apply(latent.value));
  const likelihood = bernoulliLogLikelihood(logits, repeatBatch(images, bounds * samples), { data: true });
  const density = objective.stopsPosterior ? each(own, stopped) : own;
  const divergence = objective.closedForm
    ? klToStandardNormal(density.mean, density.logScale, 1)
    : logRatio(highest.value, density);
  const losses = pass.losses(tf.sub(divergence, likelihood), { bounds, samples, batch: images.shape[0] });
  return { losses, draws };
}

/** log p(x, v) − log q(v | x) for `samples` draws of every example. shape: [samples · B], sample-major */
export function decoderLogWeights(
  networks: VaeNetworks,
  images: tf.Tensor2D,
  { key, samples }: { readonly key: Key; readonly samples: number },
): tf.Tensor {
  const { inference, generation, first } = networks;
  const keys = split(key, generation.length + 1);
  return tf.tidy(() => {
    const moments = each(inference[0]!.apply(images), (moment) => repeatBatch(moment, samples));
    let value = sampleMoments(moments, keys.at(-1)!);
    const divergence = logRatio(value, moments);
    for (let i = generation.length - 1; i >= 0; i--) {
      value = sampleMoments(generation[i]!.apply(value), keys[i]!);
    }
    const logits = decode(networks, first.apply(value));
    return tf.sub(bernoulliLogLikelihood(logits, repeatBatch(images, samples)), divergence);
  });
}

/** log q(v) − log N(v; 0, I). */
function logRatio(value: tf.Tensor, { mean, logScale }: Moments): tf.Tensor {
  return tf.sub(gaussianLogDensity(value, mean, logScale), gaussianLogDensity(value, 0, 0));
}

function each({ mean, logScale }: Moments, of: (moment: tf.Tensor) => tf.Tensor): Moments {
  return { mean: of(mean), logScale: of(logScale) };
}
