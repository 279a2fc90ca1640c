/**
 * Estimators and sampling plans by name, as settings and records have them.
 * @module
 */
import {
  antithetic,
  type Draw,
  type Estimator,
  type GaussianSite,
  getEstimator,
  key,
  multiSample,
  type Sampled,
} from "../../estimators/mod.ts";
import { isPlan, type SampledChoice } from "../../models/mod.ts";
import type { Cell } from "../types.ts";

/**
 * `rt`; `rt-antithetic`, pairs of opposite noises; `rt-x4`, four draws; and so on: `rt-antithetic-x2`.
 *
 * @throws {RangeError} for an estimator that does not exist.
 */
export function getSampled(name: string): Sampled {
  const [, rest, samples] = /^(.+)-x([1-9]\d*)$/.exec(name) ?? [];
  if (rest !== undefined) return multiSample(getSampled(rest), { samples: Number(samples) });
  const inner = name.replace(/-antithetic$/, "");
  return inner === name ? getEstimator(name) : antithetic(getSampled(inner));
}

/** Name of the estimator inside a plan. */
export function innerName(name: string): string {
  return name.replace(/(-antithetic|-x[1-9]\d*)*$/, "");
}

/** Options of a cell: the inner estimator's, and how many draws a gradient of a plan averages. */
export function sampledOptions(name: string): Cell["options"] {
  const sampled = getSampled(name);
  return {
    ...getEstimator(innerName(name)).options,
    ...("passes" in sampled ? { draws: sampled.passes(key(0)).length } : {}),
  };
}

/** The same estimator; every draw is shown, with the site and the estimator that drew it. */
export function observedEstimator(
  estimator: Estimator,
  show: (draw: Draw, site: GaussianSite, estimator: Estimator) => void,
): Estimator {
  return {
    ...estimator,
    draw(site, noise) {
      const draw = estimator.draw(site, noise);
      show(draw, site, estimator);
      return draw;
    },
  };
}

/** The same choice; every draw is shown, with the site and the estimator that drew it. */
export function observed(
  choice: SampledChoice,
  show: (draw: Draw, site: GaussianSite, estimator: Estimator) => void,
): SampledChoice {
  const spy = (estimator: Estimator) => observedEstimator(estimator, show);
  if (isPlan(choice)) {
    return {
      ...choice,
      passes: (key) => choice.passes(key).map((pass) => ({ ...pass, estimator: spy(pass.estimator) })),
    };
  }
  return typeof choice === "function" ? (layer) => spy(choice(layer)) : spy(choice);
}
