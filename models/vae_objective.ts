/**
 * One forward pass of a VAE: −log w of every draw, and the bound that an objective makes of it.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  bernoulliLogLikelihood,
  gaussianLogDensity,
  type Key,
  klToStandardNormal,
  normal,
  split,
} from "../estimators/mod.ts";
import type { Moments } from "./layers/latent_linear.ts";
import { repeatBatch } from "./layers/repeat.ts";
import { type BoundObjective, requirePath, stopped } from "./objectives/mod.ts";
import {
  type Batch,
  type EstimatorChoice,
  estimatorFor,
  type LayerDraw,
  type Pass,
  type Probe,
} from "./types.ts";
import { decode, type VaeNetworks } from "./vae_networks.ts";
import { siteName } from "./vae_sites.ts";

/** Settings of {@linkcode negativeBound}. */
export interface NegativeBoundOptions {
  readonly estimator: EstimatorChoice;
  readonly key: Key;
  readonly probe?: Probe;
  readonly objective: BoundObjective;
  /** Draws K in one bound. */
  readonly samples: number;
  /** Bounds averaged, S. */
  readonly bounds: number;
  /** Names of the latents that the estimator draws. */
  readonly sites: readonly string[];
}

/** A latent on the way up, one row a draw. */
interface Latent {
  readonly value: tf.Tensor;
  /** Moments of q for log-densities. */
  readonly moments: Moments;
  /** W v + b where the latent is treated, drawn with it. */
  readonly preactivations?: tf.Tensor;
}

/** The negative bound of every example, with S · K draws of the latents for one pass through the encoder. */
export function negativeBound(
  networks: VaeNetworks,
  { images }: Batch,
  options: NegativeBoundOptions,
): Pass {
  const { objective, samples, bounds } = options;
  const { inference, generation, first } = networks;
  const keys = split(options.key, inference.length);
  const tile = (value: tf.Tensor) => repeatBatch(value, bounds * samples);
  const pass = objective.start();
  const draws: LayerDraw[] = [];
  const latentOf = (index: number, moments: Moments, spread: (moment: tf.Tensor) => tf.Tensor): Latent => {
    const layer = siteName(index + 1);
    const treated = options.sites.includes(layer);
    const probed = treated ? probeMoments(layer, moments, options.probe) : moments;
    const own = { mean: spread(probed.mean), logScale: spread(probed.logScale) };
    const path = { mean: pass.path(own.mean), logScale: pass.path(own.logScale) };
    const density = objective.stopsPosterior
      ? { mean: stopped(own.mean), logScale: stopped(own.logScale) }
      : own;
    if (!treated) {
      return { value: sample(path, keys[index]!), moments: density };
    }
    const map = index === 0 ? first : generation[index - 1]!;
    const draw = map.draw(path, estimatorFor(options.estimator, layer), keys[index]!);
    requirePath(draw, objective);
    draws.push({ layer, draw });
    return { value: draw.value!, moments: density, preactivations: draw.preactivations };
  };

  let below = latentOf(0, inference[0]!.apply(images), tile);
  const decoded = decode(networks, below.preactivations ?? first.apply(below.value));
  let losses = tf.neg(bernoulliLogLikelihood(decoded, tile(images)));
  for (let i = 1; i < inference.length; i++) {
    const latent = latentOf(i, inference[i]!.apply(below.value), (moment) => moment);
    const { preactivations, value } = latent;
    const network = generation[i - 1]!;
    const prior = preactivations === undefined ? network.apply(value) : network.applyFrom(preactivations);
    losses = tf.add(losses, divergence(below, (v) => gaussianLogDensity(v, prior.mean, prior.logScale)));
    below = latent;
  }
  // The top latent's prior is a standard normal, whose divergence is known in closed form.
  const top = objective.closedForm
    ? klToStandardNormal(below.moments.mean, below.moments.logScale, 1)
    : divergence(below, (v) => gaussianLogDensity(v, 0, 0));
  losses = pass.losses(tf.add(losses, top), { bounds, samples, batch: images.shape[0] });
  return { losses, draws };
}

/** log q(v) − log p(v). */
function divergence({ value, moments }: Latent, logPrior: (value: tf.Tensor) => tf.Tensor): tf.Tensor {
  return tf.sub(gaussianLogDensity(value, moments.mean, moments.logScale), logPrior(value));
}

function sample({ mean, logScale }: Moments, key: Key): tf.Tensor {
  return tf.add(mean, tf.mul(tf.exp(logScale), normal(key, mean.shape)));
}

function probeMoments(
  layer: string,
  { mean, logScale }: Moments,
  probe: Probe = (_, value) => value,
): Moments {
  return { mean: probe(`${layer}/mean`, mean), logScale: probe(`${layer}/logScale`, logScale) };
}
