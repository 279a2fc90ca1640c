/**
 * K draws for one gradient that depend on each other by a rule; each of them alone has the estimator's law.
 *
 *     ∇̂ = 1/K Σ_k ∇̂(ε_k)        ε_k ~ N(0, I) for every k
 *
 * `orthogonal`: the ε_k of a row are orthogonal to each other. `sobol`: they are points of a scrambled Sobol sequence
 * (latent vectors only). `moment-matched`: two halves with opposite means and variances of opposite ranks. A row is
 * what the last axis of the noise holds: the variables of a latent vector, or the units that one weight of RT, or one
 * example of LRT and R2-G2, has. See `backend/joint/` for the mathematics and its sources.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { jointNormals } from "../backend/ops/mod.ts";
import { SOBOL_DIMENSIONS } from "../backend/joint/sobol_directions.ts";
import { composedLabel, type JointSamples } from "../labels.ts";
import type { Key } from "../random/mod.ts";
import { batchOf, isWeightSite } from "../site.ts";
import type { Estimator, GaussianSite } from "../types.ts";
import { withNoise } from "./noise.ts";
import { isComposed, planOf, type SamplingPlan, wrapped } from "./plan.ts";

/** Draws of one gradient: beyond, digits of Sobol points and memory run out. */
const MOST_SAMPLES = 1024;
/** Values of the noise of one site that are held at once: a gibibyte. */
const MOST_VALUES = 2 ** 28;

/**
 * Averages K draws that depend on each other, over all noise of a model.
 *
 * @param options.samples K, a whole number from 1; for `moment-matched` an even one from 4.
 * @throws {RangeError} for another number, and for an estimator that is composed already.
 * @example Lengths of orthogonal draws are those of independent ones
 * ```ts
 * import { getEstimator } from "../registry.ts";
 * import { jointSample } from "./joint.ts";
 * const plan = jointSample(getEstimator("rt"), { rule: "orthogonal", samples: 4 });
 * console.assert(plan.name === "rt-orthogonal*4" && plan.label === "RT, orthogonal × 4" && plan.unbiased);
 * ```
 */
export function jointSample(estimator: Estimator, { rule, samples }: JointSamples): SamplingPlan {
  const name = `${estimator.name}-${rule}*${samples}`;
  checkSamples(name, { rule, samples });
  if (isComposed(estimator)) {
    throw new RangeError(
      `${name}: ${estimator.name} averages several draws already; wanted the rule first, such as ` +
        `rt-${rule}*4-antithetic or rt-${rule}*4*2`,
    );
  }
  const plan = planOf(estimator);
  const joint = wrapped(plan, {
    name,
    label: composedLabel(estimator.label, { rule, samples }),
    times: samples,
    options: { coupling: rule },
    passes(key) {
      const held = new HeldNoise({ rule, samples });
      return Array.from({ length: samples }, (_, s) => ({
        estimator: withNoise(estimator, (own, shape) => held.draw(own, { shape, s })),
        key,
        release: () => held.release(),
      }));
    },
  });
  return {
    ...joint,
    supports: (site) => whyNot(estimator, { site, rule, samples }) ?? estimator.supports(site),
  };
}

function checkSamples(name: string, { rule, samples }: JointSamples): void {
  const matched = rule === "moment-matched";
  const wanted = matched
    ? `an even number from 4 to ${MOST_SAMPLES}`
    : `a whole number from 1 to ${MOST_SAMPLES}`;
  const fits = Number.isInteger(samples) && samples >= (matched ? 4 : 1) && samples <= MOST_SAMPLES;
  if (fits && !(matched && samples % 2 === 1)) return;
  const pair = matched && samples === 2
    ? " (of two draws it would be an antithetic pair: NAME-antithetic)"
    : "";
  throw new RangeError(`${name}: samples is ${samples}; wanted ${wanted}${pair}`);
}

function whyNot(
  estimator: Estimator,
  { site, rule, samples }: JointSamples & { readonly site: GaussianSite },
): string | undefined {
  if (estimator.supports(site) !== true) return undefined;
  if (rule === "sobol") {
    if (isWeightSite(site)) {
      return "Sobol points are for latent vectors; a layer's weights have too many dimensions";
    }
    const { noiseSize } = site.family;
    if (noiseSize > SOBOL_DIMENSIONS) {
      return `Sobol points have at most ${SOBOL_DIMENSIONS} dimensions, as many as the table of direction numbers; ` +
        `this latent has ${noiseSize}: use fewer latents, or NAME-orthogonal*K`;
    }
  }
  const values = samples *
    estimator.noiseShape(site, batchOf(site, 1)).reduce((size, axis) => size * axis, 1);
  if (values <= MOST_VALUES) return undefined;
  return `${samples} draws that depend on each other are held together, ${values} values of noise; at most ` +
    `${MOST_VALUES} are: use fewer draws, a smaller batch, or an estimator with less noise`;
}

/** Noise of one gradient: drawn for all passes when the first asks, and held until all have run. */
class HeldNoise {
  readonly #joint: JointSamples;
  readonly #held = new Map<string, readonly tf.Tensor[]>();

  constructor(joint: JointSamples) {
    this.#joint = joint;
  }

  draw(key: Key, { shape, s }: { readonly shape: number[]; readonly s: number }): tf.Tensor {
    const name = [key.k0, key.k1, ...shape].join();
    let all = this.#held.get(name);
    if (all === undefined) {
      all = jointNormals(key, { ...this.#joint, shape }).map((draw) => tf.keep(draw));
      this.#held.set(name, all);
    }
    return tf.clone(all[s]!);
  }

  release(): void {
    for (const all of this.#held.values()) tf.dispose([...all]);
    this.#held.clear();
  }
}
