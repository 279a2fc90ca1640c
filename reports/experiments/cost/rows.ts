/**
 * What one gradient costs: time, arithmetic, solver work, memory.
 *
 * Times are medians; estimators took turns (A B A B), so the i-th times of two of them are a pair and the
 * interval of a ratio resamples pairs.
 * @module
 */
import type { BenchRecord } from "../../../bench/store/mod.ts";
import type { Interval } from "../../look/format.ts";
import { finished, groupBy, memo, metricsNamed, subjects, variants } from "../../analysis/select.ts";
import { median, medianInterval, medianRatioInterval } from "../../../bench/stats/mod.ts";

/** Model name of the grid of single sites, whose metrics have names of their own. */
export const GRID_MODEL = "latent-site";

/** Cost of one gradient of one estimator on one model. */
export interface CostRow {
  readonly subject: string;
  readonly estimator: string;
  /** Milliseconds per gradient. */
  readonly time: Interval | undefined;
  /** Time over RT's. */
  readonly timeRatio: Interval | undefined;
  /** Floating-point operations per gradient by kind of count. */
  readonly flops: Readonly<Record<string, number>>;
  /** Median and largest number of solver iterations. */
  readonly iterations: { readonly median: number; readonly largest: number } | undefined;
  /** Largest residual, in units of the right-hand side. */
  readonly residual: number | undefined;
  /** Bytes. */
  readonly peakMemory: number | undefined;
}

/** Rows of `cost`, one per model and estimator; several seeds are pooled. */
export const costRows: (records: readonly BenchRecord[]) => CostRow[] = memo((records) => {
  const { of: subjectOf } = subjects(records);
  const { of: variantOf } = variants(records);
  const groups = groupBy(
    finished(records, "cost").filter(({ model }) => model !== GRID_MODEL),
    (record) => JSON.stringify([subjectOf(record), variantOf(record)]),
  );
  return [...groups].map(([key, group]) => {
    const [subject, estimator] = JSON.parse(key) as [string, string];
    const times = pooled(group, "gradient-time");
    const reference = pooled(groups.get(JSON.stringify([subject, "rt"])) ?? [], "gradient-time");
    const iterations = pooled(group, "solver-iterations");
    const residuals = pooled(group, "solver-residual");
    const memory = pooled(group, "peak-memory");
    return {
      subject,
      estimator,
      time: times.length === 0 ? undefined : medianInterval(times),
      timeRatio: times.length === 0 || reference.length === 0 || estimator === "rt"
        ? undefined
        : medianRatioInterval(times, reference),
      flops: flopsByKind(group),
      iterations: iterations.length === 0
        ? undefined
        : { median: median(iterations), largest: largest(iterations) },
      residual: residuals.length === 0 ? undefined : largest(residuals),
      peakMemory: memory.length === 0 ? undefined : largest(memory),
    };
  });
});

/** Values of a metric over records, in order. */
export function pooled(records: readonly BenchRecord[], name: string): number[] {
  const found: number[] = [];
  for (const record of records) {
    for (const { values } of metricsNamed(record, name)) for (const value of values) found.push(value);
  }
  return found;
}

/** Operations of a gradient by kind of count; medians over records. */
export function flopsByKind(records: readonly BenchRecord[]): Record<string, number> {
  const metrics = records.flatMap((record) => metricsNamed(record, "flops"));
  const kinds = groupBy(metrics, ({ at }) => String(at?.["kind"] ?? "unspecified"));
  return Object.fromEntries(
    [...kinds].map(([kind, group]) => [kind, median(group.flatMap(({ values }) => values))]),
  );
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}
