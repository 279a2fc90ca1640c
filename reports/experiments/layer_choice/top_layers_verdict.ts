/**
 * Claim: R2-G2 is practical in the top layers of a network.
 * @module
 */
import { medianRatioInterval, productInterval, ratioInterval } from "../../../bench/stats/mod.ts";
import { finished, groupBy, subjects } from "../../analysis/select.ts";
import { pooled } from "../cost/rows.ts";
import { formatInterval, type Interval } from "../../look/format.ts";
import type { BenchRecord, Metric } from "../../../bench/store/mod.ts";
import { type Claim, undecided } from "../../verdicts/types.ts";

/** The advice to condition only top layers. */
export const topLayersClaim: Claim = {
  id: "practical-in-top-layers",
  claim: "Applied to the top layer only, R2-G2 is worth its compute.",
  source: "Lam et al. 2025, discussion of where to apply the method",
  rule:
    "Variance × time of the gradient with R2-G2 in the top layer only, over the same with RT throughout " +
    "(experiment layer_choice). Holds if every 95 % interval ends below 1, does not hold if some interval lies " +
    "above 1, otherwise not decided.",
  command: "deno task bench --suite standard",
  judge(records) {
    const { of: subjectOf } = subjects(records);
    const groups = groupBy(finished(records, "layer_choice"), subjectOf);
    const found = [...groups].flatMap(([subject, group]) => {
      const work = topAgainstNone(group);
      return work === undefined ? [] : [{ subject, work }];
    });
    if (found.length === 0) return undecided("No records of layer_choice.");
    const evidence =
      found.map(({ subject, work }) => `${subject}: ${formatInterval(work)} of RT's`).join("; ") +
      " (variance × time).";
    if (found.every(({ work }) => work.high < 1)) return { verdict: "holds", evidence };
    return { verdict: found.some(({ work }) => work.low > 1) ? "does not hold" : "not decided", evidence };
  },
};

/** Work-normalised ratio of `options.placement = top` to `none`, over all parameters. */
function topAgainstNone(records: readonly BenchRecord[]): Interval | undefined {
  const chosen = (placement: string) => records.filter(({ options }) => options["placement"] === placement);
  const [top, none] = [chosen("top"), chosen("none")];
  const times = [pooled(top, "gradient-time"), pooled(none, "gradient-time")] as const;
  const [ours, theirs] = [parameterTraces(top), parameterTraces(none)];
  if (times.some(({ length }) => length === 0) || ours.length === 0 || theirs.length === 0) return undefined;
  return productInterval(ratioInterval([ours], [theirs]), medianRatioInterval(...times));
}

/** Variance of the mean and scale blocks of all layers, pair by pair. */
function parameterTraces(records: readonly BenchRecord[]): number[] {
  return records.flatMap(({ metrics }) => {
    const blocks = metrics.filter(({ name, block }) =>
      name === "variance" && (block === "mean" || block === "scale")
    );
    const first = blocks[0] as Metric | undefined;
    return first?.values.map((_, i) => blocks.reduce((sum, { values }) => sum + (values[i] ?? 0), 0)) ?? [];
  });
}
