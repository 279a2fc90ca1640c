/**
 * What one gradient costs at a site on this machine: milliseconds of interleaved gradients, and their ratios to RT's.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import {
  type Estimator,
  foldIn,
  type GaussianSite,
  getEstimator,
  gradients,
  type Key,
} from "../../estimators/mod.ts";
import { disposeSite } from "../measure/captured_site.ts";
import { interleave } from "../measure/interleave.ts";
import { exponential, type Interval, median, studentInterval } from "../stats/mod.ts";
import { makeSite, type SiteSizes } from "./site_sizes.ts";

/** One estimator at a site. */
export interface SiteTime {
  readonly estimator: string;
  /** Median time of a gradient, forward and backward. In ms. */
  readonly milliseconds: number;
  /** Over RT's, round by round; the rounds of one process, so other processes may differ by more. */
  readonly ratio: Interval;
  /** Operations of a draw over those of RT's, by the estimators' formulas. */
  readonly flopsRatio: number;
}

/** Times a gradient of ½‖z‖² by each estimator that takes the site, RT first. */
export async function siteTimes(
  sizes: SiteSizes,
  { estimators, rounds, key }: {
    readonly estimators: readonly string[];
    readonly rounds: number;
    readonly key: Key;
  },
): Promise<SiteTime[]> {
  const site = makeSite(sizes, foldIn(key, 0));
  try {
    const able = estimators.map(getEstimator).filter((each) => each.supports(site) === true);
    const times = await interleave(
      able.map((estimator) => ({
        name: estimator.name,
        run: (round) => gradientOf(site, { estimator, key: foldIn(key, 1 + round) }),
      })),
      { rounds, warmup: 3 },
    );
    const flops = able.map((estimator) => estimator.cost(site).fixed);
    return able.map(({ name }, i) => {
      const ratios = times[i]!.map((time, round) => Math.log(time / times[0]![round]!));
      return {
        estimator: name,
        milliseconds: median(times[i]!),
        ratio: i === 0 ? { value: 1, low: 1, high: 1 } : exponential(studentInterval(ratios)),
        flopsRatio: flops[i]! / flops[0]!,
      };
    });
  } finally {
    disposeSite(site);
  }
}

async function gradientOf(
  site: GaussianSite,
  { estimator, key }: { readonly estimator: Estimator; readonly key: Key },
): Promise<void> {
  const loss = (z: tf.Tensor) => tf.mul(0.5, tf.sum(tf.square(tf.reshape(z, [z.shape[0]!, -1])), 1));
  const { value, blocks } = gradients(estimator, site, key, { loss });
  await value.data();
  tf.dispose([value, ...Object.values(blocks)]);
}
