/**
 * Draws that are watched.
 * @module
 */
import type { Draw, Estimator, GaussianSite } from "../../estimators/mod.ts";
import type { SampledChoice } from "../../models/mod.ts";

/** What is shown: a draw, its site and the estimator that drew it. */
export type Show = (draw: Draw, site: GaussianSite, estimator: Estimator) => void;

/** The same estimator; every draw is shown, those of a composed one pass by pass. */
export function observedEstimator(estimator: Estimator, show: Show): Estimator {
  const { passes } = estimator;
  return {
    ...estimator,
    draw(site, noise) {
      const draw = estimator.draw(site, noise);
      show(draw, site, estimator);
      return draw;
    },
    ...(passes === undefined ? {} : {
      passes: (key) =>
        passes(key).map((pass) => ({ ...pass, estimator: observedEstimator(pass.estimator, show) })),
    }),
  };
}

/** The same choice; every draw is shown. */
export function observed(choice: SampledChoice, show: Show): SampledChoice {
  return typeof choice === "function"
    ? (layer) => observedEstimator(choice(layer), show)
    : observedEstimator(choice, show);
}
