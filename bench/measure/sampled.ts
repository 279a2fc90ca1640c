/**
 * Options of estimators and sampling plans as records have them, and draws that are watched.
 * @module
 */
import { type Draw, type Estimator, type GaussianSite, getEstimator } from "../../estimators/mod.ts";
import { isPlan, type SampledChoice } from "../../models/mod.ts";
import type { Cell } from "../types.ts";

export { getEstimator as getSampled, innerName } from "../../estimators/mod.ts";

/** Options of a cell: the inner estimator's, and how many draws a gradient of a plan averages. */
export function sampledOptions(name: string): Cell["options"] {
  return getEstimator(name).options;
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
