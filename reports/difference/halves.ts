/**
 * Two halves of the same records: what they differ by is noise, for nothing else differs.
 *
 * Samples are divided by whether their place is even or odd, and stay paired across estimators; cells that hold the
 * curve of a run are divided by seeds.
 * @module
 */
import { CONTRACTS, type ExperimentContract } from "../../bench/experiments/contracts.ts";
import { type BenchRecord, type Metric, metricsNamed } from "../../bench/store/mod.ts";

/** Fewest samples that are divided: of fewer no half has an interval. */
const FEWEST = 4;

/** One half. */
export function halfOf(records: readonly BenchRecord[], half: 0 | 1): BenchRecord[] {
  return records.flatMap((record) => {
    if (isCurve(record)) return record.seed % 2 === half ? [record] : [];
    const halved = (metrics: readonly Metric[]) =>
      metrics.map((metric) => ({ ...metric, values: halfOfValues(metric.values, half) }));
    return [{ ...record, metrics: halved(record.metrics), timings: halved(record.timings) }];
  });
}

function halfOfValues(values: readonly number[], half: 0 | 1): number[] {
  return values.length < FEWEST ? [...values] : values.filter((_, i) => i % 2 === half);
}

function isCurve(record: BenchRecord): boolean {
  if (!Object.hasOwn(CONTRACTS, record.experiment)) return false;
  const { aligned }: ExperimentContract = CONTRACTS[record.experiment as keyof typeof CONTRACTS];
  return aligned?.some((name) => metricsNamed(record, name).length > 0) ?? false;
}
