/**
 * One word for each place: which estimator to take, by a printed rule.
 * @module
 */
import { type EfficiencyComparison, type Interval, RATIO_MARGINS } from "../../../bench/stats/mod.ts";

/** In place of an estimator. */
export const NOT_MEASURED = "not measured";

/** An estimator, and why. */
export interface Recommendation {
  /** Its label, or {@linkcode NOT_MEASURED}. */
  readonly use: string;
  /** Half a sentence. */
  readonly rule: string;
}

/** Less variance × time than this, over RT's: worth another estimator. */
const WORTH = RATIO_MARGINS.low;

/** The rule in words, for the note below a table. */
export const RECOMMENDATION_RULE =
  `Use: the contender with the least total variance × time whose 95 % interval over RT with its best number of samples ` +
  `ends below ${WORTH}; among those that R2-G2 is no better than, one without R2-G2; otherwise RT.`;

/** What is compared with RT. */
interface Contending {
  readonly contender: { readonly label: string; readonly ours: boolean; readonly unbiased: boolean };
  readonly comparison: Pick<EfficiencyComparison, "ratio">;
}

/** The recommendation at one place. */
export function recommend(
  { identical, againstBest }: {
    readonly identical: boolean;
    readonly againstBest: { readonly ratio: Interval } | undefined;
  },
  contenders: readonly Contending[],
): Recommendation {
  if (contenders.length === 0) return { use: NOT_MEASURED, rule: "too few seeds or processes" };
  const able = contenders.filter(({ contender, comparison: { ratio } }) =>
    contender.unbiased && ratio.high < WORTH && !(identical && contender.label === "R2-G2")
  );
  const least = (rows: readonly Contending[]) =>
    rows.reduce((a, b) => b.comparison.ratio.value < a.comparison.ratio.value ? b : a).contender.label;
  const ours = able.filter(({ contender }) => contender.ours);
  const others = able.filter(({ contender }) => !contender.ours);
  if (ours.length > 0 && againstBest !== undefined && againstBest.ratio.high < WORTH) {
    return { use: least(ours), rule: "less variance × time than RT and than the best of the others" };
  }
  if (others.length > 0) {
    return { use: least(others), rule: "less variance × time than RT, and R2-G2 is not better" };
  }
  if (ours.length > 0) return { use: least(ours), rule: "less variance × time than RT; no other is" };
  return {
    use: "RT",
    rule: identical
      ? "R2-G2 is RT here, and no other is shown to be better"
      : "no other is shown to be better by a tenth",
  };
}
