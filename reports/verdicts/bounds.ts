/**
 * Claims about the bounds that VAEs reach.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { type PairedDifference, sidesOf } from "../../bench/stats/mod.ts";
import {
  type Claim,
  FEWEST_SEEDS,
  type Judgement,
  notMeasured,
  overPlaces,
  scopeInWords,
  tooFewSeeds,
  wantedSeeds,
} from "../experiments/claim.ts";
import { gradientVarianceRows } from "../experiments/gradient_variance/rows.ts";
import { replicationRows } from "../experiments/replication/rows.ts";
import { trainingRows } from "../experiments/training/rows.ts";
import { OUTCOMES } from "../analysis/outcomes.ts";
import { groupBy } from "../analysis/select.ts";
import { isPlain, type Series, seriesLabel } from "../look/series.ts";
import { formatInterval, formatNumber, formatP, statedP } from "../look/format.ts";

/** Nats within which bounds count as equal: a tenth of the published spread over seeds. */
const MARGIN = OUTCOMES["test-bound"]?.margin ?? NaN;
/** Steps of the paper's runs: shorter ones do not refute what it says of them. */
const PAPER_STEPS = 100_000;
/** A tenth of these: shorter runs say little about where training ends. */
const FEWEST_STEPS = 10_000;
const SAME_VARIANCE: readonly [number, number] = [0.98, 1.02];

/** R2-G2 solved exactly, and by conjugate gradients as published. */
const FORMS = ["r2g2", "r2g2-cg"];

const RUNS = `Paired differences in final test bound (experiments training and replication) after at least ` +
  `${FEWEST_STEPS} steps, over at least ${FEWEST_SEEDS} seeds`;
const SHORTER = `of runs shorter than the paper's ${PAPER_STEPS} steps, not reproduced`;

/** Table of bounds, L = 2 and 3. */
export const hierarchicalClaim: Claim<readonly BenchRecord[]> = {
  position: 6,
  id: "hierarchical-vae-bounds",
  topic: "Training",
  claim: "R2-G2 reaches better test bounds than RT in VAEs with two and three layers of latents.",
  source: "Lam et al. 2025, section 5, table of test bounds",
  rule:
    `${RUNS}, of R2-G2 solved exactly and as published (conjugate gradients). Holds for a model if the interval ` +
    `of one of the two lies above ${MARGIN} nats, does not if that of each that was run ends below (Student, Holm over ` +
    `all, error rate .05; sign flips are printed beside). Mixed if models differ; ${SHORTER}; else inconclusive.`,
  command: "deno task bench --suite standard --experiments replication --data mnist",
  judge(records) {
    const { long, missing } = longRuns(records, { model: /^vae[2-9]$/, estimators: FORMS });
    if (missing !== undefined) return missing;
    const sides = sidesOf(long.map(({ difference }) => difference.mean), MARGIN);
    const places = groupBy(
      long.map((row, i) => ({ ...row, side: sides[i] })),
      ({ subject, steps }) => `${subject} in ${formatNumber(steps, 6)} steps`,
    );
    const verdict = overPlaces([...places].map(([name, own]) => {
      if (own.some(({ side }) => side === "above")) return { name, says: "holds" };
      if (own.every(({ side }) => side === "below")) return { name, says: "does not hold" };
      const [open] = own.filter(({ side }) => side === "inconclusive");
      return { name, says: "inconclusive", wanted: open && wanted(open) };
    }));
    return { ...ofThisLength(verdict, long), ...measured(long) };
  },
};

/** Table of bounds, L = 1. */
export const oneLayerClaim: Claim<readonly BenchRecord[]> = {
  position: 7,
  id: "one-layer-vae",
  topic: "Training",
  claim: "In a VAE with one layer of latents R2-G2 gains nothing over RT.",
  source: "Lam et al. 2025, section 5, table of test bounds",
  rule:
    `Holds if the gradient variance of R2-G2 is that of RT in every block of vae1 (95 % intervals within ` +
    `${
      SAME_VARIANCE.join(" to ")
    }), or if all differences in bound end below ${MARGIN} nats. Does not hold if one lies ` +
    `above (Student, Holm, error rate .05); ${SHORTER}. Otherwise inconclusive. ${RUNS}.`,
  command: "deno task bench --suite quick --estimators rt,r2g2",
  judge(records) {
    const { long, missing } = longRuns(records, { model: /^vae1$/, estimators: ["r2g2"] });
    const variance = sameVariance(records);
    if (missing !== undefined && variance === undefined) return missing;
    const sides = sidesOf(long.map(({ difference }) => difference.mean), MARGIN);
    const trained = missing === undefined ? measured(long) : { scope: "", evidence: missing.evidence };
    const evidence = `${variance?.evidence ?? "No gradient variance of vae1"}. ${trained.evidence}`;
    const scope = [variance?.scope ?? "", trained.scope].filter((part) => part !== "").join("; trained: ");
    const judgement = { scope, evidence };
    if (sides.includes("above")) return { ...ofThisLength({ verdict: "does not hold" }, long), ...judgement };
    const within = long.length > 0 && sides.every((side) => side === "below");
    if (variance?.same === true || within) return { verdict: "holds", ...judgement };
    const open = long.find((_, i) => sides[i] === "inconclusive");
    const detail = open === undefined ? undefined : wanted(open);
    return { verdict: "inconclusive", ...(detail === undefined ? {} : { detail }), ...judgement };
  },
};

/** Paired runs of R2-G2 and RT of one length. */
interface Compared extends Series {
  readonly model: string;
  readonly subject: string;
  readonly steps: number;
  readonly difference: PairedDifference;
}

/** Paired comparisons of R2-G2's bound that are long enough to judge by, or the verdict that there are none. */
function longRuns(
  records: readonly BenchRecord[],
  { model: models, estimators }: { readonly model: RegExp; readonly estimators: readonly string[] },
): { long: Compared[]; missing?: Judgement } {
  const trained = trainingRows(records).outcomes.flatMap(({ outcome, budget, difference, ...row }) =>
    outcome === "test-bound" && budget.kind === "steps" && difference !== undefined
      ? [{ ...row, steps: Number(budget.amount), difference }]
      : []
  );
  const replicated = replicationRows(records).trained.flatMap(({ figure, overRt, ...row }) =>
    figure === "test-bound" && overRt !== undefined ? [{ ...row, difference: overRt }] : []
  );
  const rows = [...trained, ...replicated].filter((row) =>
    models.test(row.model) && estimators.some((estimator) => isPlain(row, estimator))
  );
  if (rows.length === 0) {
    return { long: [], missing: notMeasured("No training runs of this model by steps, paired with RT's.") };
  }
  const long = rows.filter(({ steps, difference: { pairs } }) =>
    steps >= FEWEST_STEPS && pairs >= FEWEST_SEEDS
  );
  if (long.length > 0) return { long };
  const longest = Math.max(...rows.map(({ steps }) => steps));
  if (longest >= FEWEST_STEPS) {
    const most = Math.max(...rows.map(({ difference: { pairs } }) => pairs));
    return { long, missing: tooFewSeeds(most, measured(rows)) };
  }
  return {
    long,
    missing: {
      verdict: "not measured",
      detail: `${formatNumber(longest, 6)} steps, needs ${FEWEST_STEPS}`,
      scope: measured(rows).scope,
      evidence: `The longest training runs have ${
        formatNumber(longest, 6)
      } steps, the paper's ${PAPER_STEPS}.`,
    },
  };
}

/** Runs that are shorter than the paper's do not refute what it says of its own. */
function ofThisLength(
  verdict: Pick<Judgement, "verdict" | "detail">,
  rows: readonly Compared[],
): Pick<Judgement, "verdict" | "detail"> {
  const longest = Math.max(...rows.map(({ steps }) => steps));
  return verdict.verdict === "does not hold" && longest < PAPER_STEPS
    ? { verdict: "not reproduced", detail: `in ${formatNumber(longest, 6)} steps` }
    : verdict;
}

function measured(rows: readonly Compared[]): Pick<Judgement, "scope" | "evidence"> {
  return {
    scope: scopeInWords({
      models: rows.map(({ subject }) => subject),
      seeds: rows.map(({ difference: { pairs } }) => pairs),
      further: [
        `after ${[...new Set(rows.map(({ steps }) => formatNumber(steps, 6)))].join(" and ")} steps`,
      ],
    }),
    evidence: rows.map(inWords).join("; ") + ".",
  };
}

function wanted({ difference: { mean, pairs } }: Compared): string | undefined {
  return wantedSeeds(mean, { seeds: pairs, margins: [MARGIN] });
}

function sameVariance(
  records: readonly BenchRecord[],
): { same: boolean; scope: string; evidence: string } | undefined {
  const rows = gradientVarianceRows(records).fixed
    .filter((row) => row.model === "vae1" && isPlain(row, "r2g2"));
  const ratios = rows.flatMap((row) => (row.ratios["rt"] === undefined ? [] : [row.ratios["rt"]]));
  if (ratios.length === 0) return undefined;
  const low = Math.min(...ratios.map((ratio) => ratio.low));
  const high = Math.max(...ratios.map((ratio) => ratio.high));
  return {
    same: low >= SAME_VARIANCE[0] && high <= SAME_VARIANCE[1],
    scope: scopeInWords({
      models: rows.map(({ subject }) => subject),
      steps: rows.map(({ step }) => step),
      seeds: rows.map(({ seeds }) => seeds),
    }),
    evidence: low === 1 && high === 1
      ? "The gradient of R2-G2 has exactly the variance of RT's in every block of vae1"
      : `Variance of R2-G2 over RT in vae1, all blocks: ${formatNumber(low, 4)} to ${formatNumber(high, 4)}`,
  };
}

function inWords(row: Compared): string {
  const { subject, steps, difference: { interval, p, flipP, smallestP, pairs } } = row;
  const start = `${subject}, ${formatNumber(steps, 6)} steps, ${seriesLabel(row)}: `;
  return interval.low === 0 && interval.high === 0 && pairs > 1
    ? `${start}exactly the bounds of RT over ${pairs} seeds`
    : `${start}${formatInterval(interval)} nats over ${pairs} seeds, ` +
      `${statedP(p)} (sign flips ${statedP(flipP)}, smallest possible ${formatP(smallestP)})`;
}
