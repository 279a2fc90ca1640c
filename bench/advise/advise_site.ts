/**
 * Advice for one site: what R2-G2 would gain, what it costs on this machine, and which estimator to take.
 * @module
 */
import type { Key } from "../../estimators/mod.ts";
import { conclude, type Conclusion, UNKNOWN_SHARE } from "./recommend.ts";
import { conditioned, reductionOf, requireSizes, type SiteSizes } from "./site_sizes.ts";
import { type SiteTime, siteTimes } from "./site_time.ts";

/** What is known of a site, and what follows. */
export interface SiteAdvice extends Conclusion {
  readonly site: SiteSizes;
  /** Predicted: RT's variance over R2-G2's in the gradient of log σ, at most; drawn for each example at weights. */
  readonly reduction: number;
  /** Measured here; RT first. */
  readonly times: readonly SiteTime[];
  /** Share of RT's noise in the gradient's variance: the user's, or what is assumed. */
  readonly share: number;
  /** What the numbers rest on, and what they leave open. */
  readonly evidence: readonly string[];
}

/** What can be compared, RT first: latent vectors are drawn for each example in any case. */
const LATENT = ["rt", "r2g2"];
const WEIGHTS = ["rt", "rt-per-example", "lrt", "flipout", "r2g2"];

/** Predicts and measures. @throws {UsageError} for sizes that no site has. */
export async function adviseSite(
  site: SiteSizes,
  { rounds, key, share }: { readonly rounds: number; readonly key: Key; readonly share?: number | undefined },
): Promise<SiteAdvice> {
  requireSizes(site);
  const reduction = reductionOf(site);
  const estimators = site.positions === undefined ? LATENT : WEIGHTS;
  const times = await siteTimes(site, { estimators, rounds, key });
  const costRatio = times.find(({ estimator }) => estimator === "r2g2")?.ratio.value;
  const common = { site, reduction, times, share: share ?? UNKNOWN_SHARE };
  const evidence = evidenceOf(site, { rounds, share });
  if (costRatio === undefined) {
    return {
      ...common,
      use: "rt",
      rule: "R2-G2 does not take so many positions",
      breakEven: { costs: Infinity, matches: reduction, share: Infinity },
      efficiency: Infinity,
      evidence,
    };
  }
  return { ...common, ...conclude(site, { reduction, costRatio, share: common.share }), evidence };
}

function evidenceOf(
  site: SiteSizes,
  { rounds, share }: { readonly rounds: number; readonly share: number | undefined },
): string[] {
  const { m, n } = conditioned(site);
  const spread = site.spread === 1 ? "equal scales" : `scales that differ by ${site.spread}`;
  return [
    `reduction: predicted from ${m} pre-activations of ${n} Gaussians with ${spread}; curvature of the loss lowers it`,
    `times: ${rounds} interleaved gradients of each estimator at this site alone, in one process on this machine`,
    share === undefined
      ? `noise share: not known, ${UNKNOWN_SHARE} is assumed; deno task bench measures it for the models of the zoo, ` +
        "--noise-share takes yours"
      : `noise share: ${share}, as given`,
  ];
}
