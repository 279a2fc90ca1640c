/**
 * Which block carries the noise of RT's gradient, means or scales, by family.
 * @module
 */
import { type Interval, mean, studentInterval } from "../../../bench/stats/mod.ts";
import type { BenchRecord } from "../../../bench/store/mod.ts";
import { finished, groupBy, inOrder, metricsNamed, subjects } from "../../analysis/select.ts";
import { alongTrainingContract } from "../../../bench/experiments/along_training/contract.ts";

/** One model at one checkpoint. */
export interface ScaleShare {
  readonly subject: string;
  readonly model: string;
  readonly step: number;
  readonly seeds: number;
  /** Noise of the scales' gradients over that of means and scales together, as they train. */
  readonly share: Interval;
}

/** RT with one draw, where it was measured block by block on two seeds or more. */
export function scaleShares(records: readonly BenchRecord[]): ScaleShare[] {
  const { of: subjectOf } = subjects(records);
  const rt = finished(records, alongTrainingContract.name).filter(({ estimator, options }) =>
    estimator === "rt" && options["measured"] === "variance" && options["samples"] === 1 &&
    options["batch"] === undefined
  );
  return [...groupBy(rt, subjectOf)].sort(([a], [b]) => inOrder(a, b)).flatMap(([subject, own]) => {
    const steps = new Set(own.flatMap((record) => metricsNamed(record, "noise-variance").map(stepOf)));
    return [...steps].sort((a, b) => a - b).flatMap((step) => {
      const shares = own.flatMap((record) => shareAt(record, step) ?? []);
      return shares.length < 2
        ? []
        : [{ subject, model: own[0]!.model, step, seeds: shares.length, share: studentInterval(shares) }];
    });
  });
}

function shareAt(record: BenchRecord, step: number): number | undefined {
  const noise = (block: string) =>
    metricsNamed(record, "noise-variance").filter((metric) =>
      metric.block === block && metric.at?.["norm"] === "log-scale" && stepOf(metric) === step
    ).reduce((sum, { values }) => sum + mean(values), 0);
  const [means, scales] = [noise("mean"), noise("scale")];
  return means + scales > 0 ? scales / (means + scales) : undefined;
}

function stepOf({ at = {} }: { readonly at?: Readonly<Record<string, unknown>> | undefined }): number {
  return Number(at["step"]);
}
