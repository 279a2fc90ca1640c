/**
 * Claims about the bounds that VAEs reach.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { holm, type PairedDifference } from "../../bench/stats/mod.ts";
import { gradientVarianceRows } from "../experiments/gradient_variance/rows.ts";
import { replicationRows } from "../experiments/replication/rows.ts";
import { trainingRows } from "../experiments/training/rows.ts";
import { isPlain, type Series, seriesLabel } from "../look/series.ts";
import { formatInterval, formatNumber, formatP, statedP } from "../look/format.ts";
import { type Claim, undecided } from "../experiments/claim.ts";

const ERROR_RATE = 0.05;
/** Nats within which bounds count as equal: a tenth of the published spread over seeds. */
const EQUAL_NATS = 0.5;
/** A tenth of the paper's 100 000 steps: shorter runs say little about where training ends. */
const FEWEST_STEPS = 10_000;
/** Fewer paired seeds have no interval worth the name. */
const FEWEST_SEEDS = 3;
const SAME_VARIANCE: readonly [number, number] = [0.98, 1.02];

/** R2-G2 solved exactly, and by conjugate gradients as published. */
const FORMS = ["r2g2", "r2g2-cg"];

/** Table of bounds, L = 2 and 3. */
export const hierarchicalClaim: Claim<readonly BenchRecord[]> = {
  position: 6,
  id: "hierarchical-vae-bounds",
  claim: "R2-G2 reaches better test bounds than RT in VAEs with two and three layers of latents.",
  source: "Lam et al. 2025, section 5, table of test bounds",
  rule: `Paired differences in final test bound (experiments training and replication) after at least ` +
    `${FEWEST_STEPS} steps, over at least ${FEWEST_SEEDS} seeds, of R2-G2 solved exactly and as published ` +
    `(conjugate gradients). Holds if each 95 % interval of one of the two ` +
    `lies above 0 with p ≤ ${ERROR_RATE} (exact sign flips, Holm). Does not hold if each ` +
    `of the two that was run has an interval that ends below ${EQUAL_NATS} nats. Otherwise not decided.`,
  command: "deno task bench --suite standard --experiments replication --data mnist",
  judge(records) {
    const runs = FORMS.map((estimator) => longRuns(records, { model: /^vae[2-9]$/, estimator }));
    const evidence = runs.flatMap(({ long }) => long.map(inWords));
    if (evidence.length === 0) return undecided(`Too little: ${runs[0]?.missing}.`);
    const better = runs.some(({ long }) =>
      long.length > 0 &&
      long.every(({ difference: { interval, adjustedP } }) => interval.low > 0 && adjustedP <= ERROR_RATE)
    );
    const refuted = runs.every(({ long }) =>
      long.length === 0 || long.some(({ difference }) => difference.interval.high < EQUAL_NATS)
    );
    return {
      verdict: better ? "holds" : refuted ? "does not hold" : "not decided",
      evidence: evidence.join("; ") + ".",
    };
  },
};

/** Table of bounds, L = 1. */
export const oneLayerClaim: Claim<readonly BenchRecord[]> = {
  position: 7,
  id: "one-layer-vae",
  claim: "In a VAE with one layer of latents R2-G2 gains nothing over RT.",
  source: "Lam et al. 2025, section 5, table of test bounds",
  rule:
    `Holds if the gradient variance of R2-G2 is that of RT in every block of vae1 (95 % intervals within ` +
    `${
      SAME_VARIANCE.join(" to ")
    }), or if the paired difference in test bound after at least ${FEWEST_STEPS} steps ` +
    `lies within ±${EQUAL_NATS} nats. Does not hold if that difference lies beyond with p ≤ ${ERROR_RATE}. ` +
    "Otherwise not decided.",
  command: "deno task bench --suite quick --estimators rt,r2g2",
  judge(records) {
    const { long, missing } = longRuns(records, { model: /^vae1$/, estimator: "r2g2" });
    const variance = sameVariance(records);
    const evidence = [variance.evidence, ...(long.length === 0 ? [missing] : long.map(inWords))].join("; ") +
      ".";
    const beyond = long.some(({ difference: { interval, adjustedP } }) =>
      interval.low > EQUAL_NATS && adjustedP <= ERROR_RATE
    );
    if (beyond) return { verdict: "does not hold", evidence };
    const within = long.length > 0 &&
      long.every(({ difference: { interval } }) => interval.low > -EQUAL_NATS && interval.high < EQUAL_NATS);
    return { verdict: variance.same || within ? "holds" : "not decided", evidence };
  },
};

/** Paired runs of R2-G2 and RT of one length. */
interface Compared extends Series {
  readonly model: string;
  readonly subject: string;
  readonly steps: number;
  readonly difference: PairedDifference & { readonly adjustedP: number };
}

/** Paired comparisons of R2-G2's bound that are long enough to judge by, or why there are none. */
function longRuns(
  records: readonly BenchRecord[],
  { model: models, estimator }: { readonly model: RegExp; readonly estimator: string },
): { long: Compared[]; missing: string } {
  const trained = trainingRows(records).outcomes.flatMap(({ outcome, budget, difference, ...row }) =>
    outcome === "test-bound" && budget.kind === "steps" && difference !== undefined
      ? [{ ...row, steps: Number(budget.amount), difference }]
      : []
  );
  const replicated = replicationRows(records).trained.flatMap(({ figure, overRt, ...row }) =>
    figure === "test-bound" && overRt !== undefined ? [{ ...row, difference: overRt }] : []
  );
  const rows = [...trained, ...replicated].filter((row) =>
    models.test(row.model) && isPlain(row, estimator) && row.difference.pairs >= FEWEST_SEEDS
  );
  if (rows.length === 0) {
    return { long: [], missing: `no training runs of this model by steps with ${FEWEST_SEEDS} paired seeds` };
  }
  const longest = Math.max(...rows.map(({ steps }) => steps));
  const long = rows.filter(({ steps }) => steps >= FEWEST_STEPS);
  const adjusted = holm(long.map(({ difference }) => difference.p));
  return {
    long: long.map((row, i) => ({
      ...row,
      difference: { ...row.difference, adjustedP: adjusted[i] as number },
    })),
    missing: `the longest training runs have ${formatNumber(longest, 6)} steps, the paper's 100 000`,
  };
}

function sameVariance(records: readonly BenchRecord[]): { same: boolean; evidence: string } {
  const ratios = gradientVarianceRows(records).fixed
    .filter((row) => row.model === "vae1" && isPlain(row, "r2g2"))
    .flatMap((row) => (row.ratios["rt"] === undefined ? [] : [row.ratios["rt"]]));
  if (ratios.length === 0) return { same: false, evidence: "No gradient variance of vae1" };
  const low = Math.min(...ratios.map((ratio) => ratio.low));
  const high = Math.max(...ratios.map((ratio) => ratio.high));
  return {
    same: low >= SAME_VARIANCE[0] && high <= SAME_VARIANCE[1],
    evidence: low === 1 && high === 1
      ? "The gradient of R2-G2 has exactly the variance of RT's in every block of vae1"
      : `Variance of R2-G2 over RT in vae1, all blocks: ${formatNumber(low, 4)} to ${formatNumber(high, 4)}`,
  };
}

function inWords(row: Compared): string {
  const { subject, steps, difference: { interval, adjustedP, smallestP, pairs } } = row;
  const start = `${subject}, ${formatNumber(steps, 6)} steps, ${seriesLabel(row)}: `;
  return interval.low === 0 && interval.high === 0
    ? `${start}exactly the bounds of RT over ${pairs} seeds`
    : `${start}${formatInterval(interval)} nats over ${pairs} seeds, ` +
      `${statedP(adjustedP)} (smallest possible ${formatP(smallestP)})`;
}
