/**
 * What a line of the data is about: a metric of a record, or one evaluation of a training run.
 * @module
 */
import { CONTRACTS, type ExperimentContract } from "../../bench/experiments/contracts.ts";
import { mean, type Sample, standardDeviation, studentTwoSidedQuantile } from "../../bench/stats/mod.ts";
import { type BenchRecord, type Metric, metricsNamed } from "../../bench/store/mod.ts";

/** A line before it is written. */
export interface Line {
  readonly metric: Metric;
  /** Training steps before it was measured, where that is a number. */
  readonly step: number | undefined;
  /** Which evaluation of the run, from 1; absent where a metric is measured once. */
  readonly evaluation?: number;
  /** Whether it is the run's last evaluation: 1 or 0. */
  readonly final?: number;
  /** The samples. */
  readonly values: readonly number[];
}

/** Lines of a record: one a metric, and one an evaluation where metrics have a value for each. */
export function linesOf(record: BenchRecord): Line[] {
  const steps = stepsOf(record);
  return metricsOf(record).flatMap((metric): Line[] => {
    const { at, values } = metric;
    if (!isPerEvaluation(record, metric, steps)) {
      return [{ metric, step: typeof at?.["step"] === "number" ? at["step"] : undefined, values }];
    }
    return values.map((value, i) => ({
      metric,
      step: steps?.[i],
      evaluation: i + 1,
      final: Number(i === values.length - 1),
      values: [value],
    }));
  });
}

/** How many lines a record has. */
export function lineCount(record: BenchRecord): number {
  const steps = stepsOf(record);
  return metricsOf(record).reduce(
    (sum, metric) => sum + (isPerEvaluation(record, metric, steps) ? metric.values.length : 1),
    0,
  );
}

function metricsOf({ metrics, timings }: BenchRecord): Metric[] {
  return [...metrics, ...timings];
}

/** Steps of a run's evaluations; nothing where it was not evaluated along the way. */
function stepsOf(record: BenchRecord): readonly number[] | undefined {
  const [first] = alignedMetrics(record.experiment);
  return first === undefined ? undefined : metricsNamed(record, first)[0]?.values;
}

function isPerEvaluation(
  { experiment }: BenchRecord,
  { name, values }: Metric,
  steps: readonly number[] | undefined,
): boolean {
  return steps !== undefined && values.length === steps.length && alignedMetrics(experiment).includes(name);
}

function alignedMetrics(experiment: string): readonly string[] {
  if (!Object.hasOwn(CONTRACTS, experiment)) return [];
  const { aligned = [] }: ExperimentContract = CONTRACTS[experiment as keyof typeof CONTRACTS];
  return aligned;
}

/** What a line says of its samples; nothing that so few of them cannot say. */
export interface Summary {
  /** Number of samples. */
  readonly n: number;
  readonly mean: number | undefined;
  /** Standard deviation of the samples, n − 1 in its denominator. */
  readonly sd: number | undefined;
  /** Ends of Student's 95 % interval of the mean. */
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly median: number | undefined;
}

/**
 * Summary of some samples.
 *
 * @example
 * ```ts
 * import { summaryOf } from "./lines.ts";
 *
 * console.assert(summaryOf([1, 2, 6]).median === 2 && summaryOf([1]).low === undefined);
 * ```
 */
export function summaryOf(values: Sample): Summary {
  const { length: n } = values;
  if (n < 2) {
    const only = values[0];
    return { n, mean: only, sd: undefined, low: undefined, high: undefined, median: only };
  }
  const centre = mean(values);
  const sd = standardDeviation(values);
  const half = quantile(n - 1) * sd / Math.sqrt(n);
  return { n, mean: centre, sd, low: centre - half, high: centre + half, median: medianOf(values) };
}

const known = new Map<number, number>();

function quantile(freedom: number): number {
  const found = known.get(freedom) ?? studentTwoSidedQuantile(0.05, freedom);
  known.set(freedom, found);
  return found;
}

function medianOf(values: Sample): number {
  const sorted = new Float64Array(values).sort();
  const [below, above] = [sorted[(sorted.length - 1) >> 1] as number, sorted[sorted.length >> 1] as number];
  return below === above ? below : below + 0.5 * (above - below);
}
