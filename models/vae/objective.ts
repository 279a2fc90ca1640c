/**
 * One forward pass of a VAE: −log w of every draw, and the bound that an objective makes of it.
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
  UnsupportedError,
} from "../../estimators/mod.ts";
import { type Moments, sampleMoments } from "../layers/latent_linear.ts";
import { repeatBatch } from "../layers/repeat.ts";
import { estimatorFor, noiseOf } from "../layer_estimator.ts";
import { type BoundObjective, requirePath, stopped } from "../objectives/mod.ts";
import type { Batch, EstimatorChoice, LayerDraw, Pass, Probe } from "../types.ts";
import { decode, type VaeNetworks } from "./networks.ts";
import { INFERENCE, inferenceSiteName, siteName } from "./sites.ts";

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

/** What a latent is drawn from, one row per draw. */
interface Law {
  /** Moments of q for log-densities. */
  readonly moments: Moments;
  /** Moments of q for draws. */
  readonly path: Moments;
}

/** A latent on the way up. */
interface Latent extends Law {
  readonly value: tf.Tensor;
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
  const lawOf = (index: number, moments: Moments, spread: (moment: tf.Tensor) => tf.Tensor): Law => {
    const layer = siteName(index + 1);
    const probed = options.sites.includes(layer) ? probeMoments(layer, moments, options.probe) : moments;
    const own = { mean: spread(probed.mean), logScale: spread(probed.logScale) };
    const path = { mean: pass.path(own.mean), logScale: pass.path(own.logScale) };
    const density = objective.stopsPosterior
      ? { mean: stopped(own.mean), logScale: stopped(own.logScale) }
      : own;
    return { moments: density, path };
  };
  /** A latent that no estimator draws, with noise that depends on other passes' where the estimator's does. */
  const untreated = (path: Moments, index: number): tf.Tensor =>
    sampleMoments(path, keys[index]!, noiseOf(options.estimator, siteName(index + 1)));
  /** A draw of latent v_{index + 1} with a map that follows it, where the site is treated. */
  const drawnAt = (layer: string, { map, path, index }: SiteDraw): Draw | undefined => {
    if (!options.sites.includes(layer)) return undefined;
    const draw = map.draw(path, estimatorFor(options.estimator, layer), keys[index]!);
    requirePath(draw, objective);
    if (draw.logProb !== undefined && options.sites.some((name) => name.endsWith(INFERENCE))) {
      throw new UnsupportedError(
        `${layer}: a score function needs one draw of each latent, and a treated inference map has one of its ` +
          "own; treat latents alone, or use another estimator",
      );
    }
    draws.push({ layer, draw });
    return draw;
  };

  /** The latent as its generating map draws it, where that is treated. */
  const treatedBy = (map: SiteDraw["map"], index: number, law: Law): Latent => {
    const draw = drawnAt(siteName(index + 1), { map, path: law.path, index });
    return draw === undefined
      ? { ...law, value: untreated(law.path, index) }
      : { ...law, value: draw.value!, preactivations: draw.preactivations };
  };

  let below = treatedBy(first, 0, lawOf(0, inference[0]!.apply(images), tile));
  const decoded = decode(networks, below.preactivations ?? first.apply(below.value));
  let losses = tf.neg(bernoulliLogLikelihood(decoded, tile(images), { data: true }));
  for (let i = 1; i < inference.length; i++) {
    const network = generation[i - 1]!;
    const latent = treatedBy(network, i, lawOf(i, inference[i]!.apply(below.value), asItIs));
    const { preactivations, value } = latent;
    const prior = preactivations === undefined ? network.apply(value) : network.applyFrom(preactivations);
    losses = tf.add(losses, divergence(below, (v) => gaussianLogDensity(v, prior.mean, prior.logScale)));
    // log p(v_i|v_{i+1}) sees v_i itself, so above it stays as it is; all other terms may see the conditioned path.
    const layer = inferenceSiteName(i);
    const path = options.sites.includes(layer) ? probeMoments(layer, below.path, options.probe) : below.path;
    const conditioned = drawnAt(layer, { map: inference[i]!, path, index: i - 1 });
    if (conditioned === undefined) {
      below = latent;
    } else {
      const law = lawOf(i, inference[i]!.applyFrom(conditioned.preactivations), asItIs);
      below = { ...law, value: untreated(law.path, i) };
    }
  }
  // The top latent's prior is a standard normal, whose divergence is known in closed form.
  const top = objective.closedForm
    ? klToStandardNormal(below.moments.mean, below.moments.logScale, 1)
    : divergence(below, (v) => gaussianLogDensity(v, 0, 0));
  losses = pass.losses(tf.add(losses, top), { bounds, samples, batch: images.shape[0] });
  return { losses, draws };
}

/** A latent and a map that follows it. */
interface SiteDraw {
  readonly map: { draw(moments: Moments, estimator: Estimator, key: Key): Draw };
  readonly path: Moments;
  /** Which latent, from zero. */
  readonly index: number;
}

function asItIs(moment: tf.Tensor): tf.Tensor {
  return moment;
}

/** log q(v) − log p(v). */
function divergence({ value, moments }: Latent, logPrior: (value: tf.Tensor) => tf.Tensor): tf.Tensor {
  return tf.sub(gaussianLogDensity(value, moments.mean, moments.logScale), logPrior(value));
}

/** Moments as a probe gives them. */
export function probeMoments(
  layer: string,
  { mean, logScale }: Moments,
  probe: Probe = (_, value) => value,
): Moments {
  return { mean: probe(`${layer}/mean`, mean), logScale: probe(`${layer}/logScale`, logScale) };
}
