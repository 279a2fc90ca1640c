/**
 * What one gradient costs at a single Gaussian site of a given size.
 *
 * A latent vector of n variables for each of B examples, a map to m pre-activations that they share, and the
 * loss ½‖z‖²: nothing but the estimator's own work, forward and backward.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  denseMap,
  diagonalLogScale,
  type Draw,
  type Estimator,
  foldIn,
  type GaussianSite,
  getEstimator,
  gradients,
  type Key,
  normal,
  profile,
  split,
} from "../../../estimators/mod.ts";
import type { Metric } from "../../store/mod.ts";
import { disposeSite } from "../../measure/captured_site.ts";
import { interleave } from "../../measure/interleave.ts";
import { memoryMetric, peakBytes } from "./peak_memory.ts";
import { observedEstimator } from "../../measure/observed.ts";

/** Size of a site, as coordinates of metrics. */
export interface SiteSize {
  /** m: pre-activations. */
  readonly outputs: number;
  /** n: Gaussian variables of a vector. */
  readonly inputs: number;
  /** B: examples. */
  readonly batch: number;
}

/** Settings of {@linkcode siteCost}. */
export interface SiteCostOptions {
  /** Estimators by name; their gradients are interleaved. */
  readonly estimators: readonly string[];
  readonly key: Key;
  /** Gradients timed for each. */
  readonly rounds: number;
}

/** What each estimator's gradient costs, in their order. */
export type SiteCost = Readonly<Record<"metrics" | "timings", Metric[]>>;

/** Spread of the scales: uneven, as a trained posterior's are. */
const SPREAD = 10;

/**
 * Metrics `site-flops`, `site-iterations`, `site-residual` and timings `site-time`, `site-memory` at a size.
 *
 * @throws {RangeError} if an estimator does not support latent sites.
 */
export async function siteCost(size: SiteSize, options: SiteCostOptions): Promise<SiteCost[]> {
  const { key, rounds } = options;
  const before = tf.memory().numBytes;
  const [problem, draws] = split(key, 2) as [Key, Key];
  const site = makeSite(size, problem);
  const estimators = options.estimators.map(getEstimator);
  const run = (estimator: Estimator, round: number) =>
    gradientOf(site, { estimator, key: foldIn(draws, round) });
  try {
    const times = await interleave(
      estimators.map((estimator) => ({ name: estimator.name, run: (round) => run(estimator, round) })),
      { rounds },
    );
    const found: SiteCost[] = [];
    for (const [i, estimator] of estimators.entries()) {
      const measured = await profile(() => run(estimator, 0));
      const { iterations, residual } = measured.value;
      const { fixed, perIteration } = estimator.cost(site);
      const bytes = await peakBytes(() => run(estimator, 0), { before });
      const own = (name: string, value: number, kind?: string): Metric => ({
        name,
        unit: name === "site-flops" ? "flop" : "1",
        layer: "grid",
        at: { ...size, ...(kind === undefined ? {} : { kind }) },
        values: [value],
      });
      found.push({
        metrics: [
          own("site-flops", measured.flops, "measured"),
          own("site-flops", fixed + perIteration * iterations, "analytic"),
          own("site-iterations", iterations),
          own("site-residual", residual),
        ],
        timings: [
          { name: "site-time", unit: "ms", layer: "grid", at: { ...size }, values: times[i]! },
          { ...memoryMetric("site-memory", { bytes, at: { ...size } }), layer: "grid" },
        ],
      });
    }
    return found;
  } finally {
    disposeSite(site);
  }
}

function makeSite({ outputs, inputs, batch }: SiteSize, key: Key): GaussianSite {
  const [mapKey, meanKey] = split(key, 2) as [Key, Key];
  const logScales = Float32Array.from(
    { length: batch * inputs },
    (_, i) => -Math.log(SPREAD) * (i % inputs) / Math.max(1, inputs - 1),
  );
  return {
    map: denseMap(tf.tidy(() => tf.div(normal(mapKey, [outputs, inputs]), Math.sqrt(inputs)))),
    family: diagonalLogScale(normal(meanKey, [batch, inputs]), tf.tensor2d(logScales, [batch, inputs])),
  };
}

/** Why an estimator does not apply to a site; undefined where it does. */
export function whyUnsupportedAt(
  size: SiteSize,
  { estimator, key }: { readonly estimator: Estimator; readonly key: Key },
): string | undefined {
  const site = makeSite(size, key);
  try {
    const answer = estimator.supports(site);
    return answer === true ? undefined : answer;
  } finally {
    disposeSite(site);
  }
}

/** One gradient by block, freed; resolves when its value can be read. */
async function gradientOf(
  site: GaussianSite,
  { estimator, key }: { readonly estimator: Estimator; readonly key: Key },
): Promise<Draw["info"]> {
  let info: Draw["info"] = { solver: "none", iterations: 0, residual: 0 };
  const spy = observedEstimator(estimator, (draw) => info = draw.info);
  const { value, blocks } = gradients(spy, site, key, {
    loss: (z) => tf.mul(0.5, tf.sum(tf.square(z), -1)),
  });
  await value.data();
  tf.dispose([value, ...Object.values(blocks)]);
  return info;
}
