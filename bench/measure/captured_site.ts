/**
 * The Gaussian site that a model's layer makes of a minibatch, for measurements of its solver alone.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  denseMap,
  diagonal,
  type GaussianSite,
  getEstimator,
  type Key,
  UnsupportedError,
} from "../../estimators/mod.ts";
import type { Batch, Model } from "../../models/mod.ts";
import { observedEstimator } from "./observed.ts";

/**
 * A copy of the first latent site of a forward pass; the caller disposes it by {@linkcode disposeSite}.
 *
 * @throws {UnsupportedError} if the model has no latent site with a diagonal family.
 */
export function capturedSite(model: Model, batch: Batch, key: Key): GaussianSite {
  let captured: GaussianSite | undefined;
  const spy = observedEstimator(getEstimator("rt"), (_draw, site) => {
    if (captured === undefined && site.map.kind === "dense" && site.family.kind === "diagonal") {
      captured = copyOf(site);
    }
  });
  tf.tidy(() => {
    model.objective(batch, { estimator: spy, key });
  });
  if (captured !== undefined) return captured;
  throw new UnsupportedError(`${model.name} has no latent vector with a diagonal family`);
}

/** Frees the tensors of a site. */
export function disposeSite({ map, family }: GaussianSite): void {
  tf.dispose([map.matrix, family.mean, ...Object.values(family.parameters)]);
}

function copyOf({ map, family }: GaussianSite): GaussianSite {
  const { logScale } = family.parameters;
  const keep = (tensor: tf.Tensor) => tf.keep(tf.clone(tensor));
  const scale = logScale === undefined ? family.parameters["scale"]! : tf.exp(logScale);
  return { map: denseMap(keep(map.matrix)), family: diagonal(keep(family.mean), keep(scale)) };
}
