/**
 * What one gradient costs: time, arithmetic, solver work, memory.
 *
 * Times are medians; estimators took turns (A B A B), so the i-th times of two of them are a pair. Several seeds
 * have one ratio each, and its interval is over these.
 * @module
 */
import { costContract } from "../../../bench/experiments/cost/contract.ts";
import type { BenchRecord } from "../../../bench/store/mod.ts";
import type { Interval } from "../../look/format.ts";
import { memo } from "../../analysis/memo.ts";
import { flopsByKind, pooled, shared, timesBySeed } from "../../analysis/pooled.ts";
import { finished, groupBy, subjects } from "../../analysis/select.ts";
import { seriesKey, seriesOf } from "../../analysis/series.ts";
import { median, medianInterval, type Ratio, timeRatioInterval } from "../../../bench/stats/mod.ts";
import { isPlain, PLAIN, type Series } from "../../look/series.ts";
import { type ExponentRow, exponentRows, GRID_MODEL } from "./exponents.ts";

/** Cost of one gradient of one estimator on one model. */
export interface CostRow extends Series {
  readonly model: string;
  /** The model's label. */
  readonly subject: string;
  /** Examples of a minibatch, where they were stored. */
  readonly batchSize: number | undefined;
  /** Milliseconds per gradient. */
  readonly time: Interval | undefined;
  /** Time over RT's. */
  readonly timeRatio: Ratio | undefined;
  /** Floating-point operations per gradient by kind of count. */
  readonly flops: Readonly<Record<string, number>>;
  /** Median and largest number of solver iterations. */
  readonly iterations: { readonly median: number; readonly largest: number } | undefined;
  /** Largest residual, in units of the right-hand side. */
  readonly residual: number | undefined;
  /** Bytes. */
  readonly peakMemory: number | undefined;
}

/** What the experiment measured. */
export interface CostRows {
  /** One per model and series; several seeds are pooled. */
  readonly gradients: readonly CostRow[];
  /** How the cost of a single site grows with its sizes. */
  readonly growth: readonly ExponentRow[];
}

/** Analysis of the experiment. */
export const costRows: (records: readonly BenchRecord[]) => CostRows = memo((records) => ({
  gradients: gradientRows(records),
  growth: exponentRows(records),
}));

function gradientRows(records: readonly BenchRecord[]): CostRow[] {
  const { of: subjectOf } = subjects(records);
  const seriesIn = seriesOf(records);
  const key = (subject: string, series: Series) => `${subject}\n${seriesKey(series)}`;
  const groups = groupBy(
    finished(records, costContract.name).filter(({ model }) => model !== GRID_MODEL),
    (record) => key(subjectOf(record), seriesIn(record)),
  );
  return [...groups.values()].map((group) => {
    const [first] = group as [BenchRecord];
    const [subject, series] = [subjectOf(first), seriesIn(first)];
    const times = pooled(group, "gradient-time");
    const rt = groups.get(key(subject, { estimator: "rt", variant: PLAIN })) ?? [];
    const [own, reference] = shared(timesBySeed(group, "gradient-time"), timesBySeed(rt, "gradient-time"));
    const iterations = pooled(group, "solver-iterations");
    const residuals = pooled(group, "solver-residual");
    const memory = pooled(group, "peak-memory");
    return {
      ...{ model: first.model, subject, ...series },
      batchSize: first.options["batchSize"] === undefined ? undefined : Number(first.options["batchSize"]),
      time: times.length === 0 ? undefined : medianInterval(times),
      timeRatio: own.length === 0 || isPlain(series, "rt") ? undefined : timeRatioInterval(own, reference),
      flops: flopsByKind(group),
      iterations: iterations.length === 0
        ? undefined
        : { median: median(iterations), largest: largest(iterations) },
      residual: residuals.length === 0 ? undefined : largest(residuals),
      peakMemory: memory.length === 0 ? undefined : largest(memory),
    };
  });
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}
