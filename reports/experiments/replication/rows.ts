/**
 * Our runs of the paper's experiments beside its printed figures; both come from records.
 *
 * Printed intervals are 1.96 standard errors of five runs. Differences between ours and the paper's are of
 * means that were measured apart: half widths add in quadrature. Where our runs are shorter than the paper's,
 * the difference is of unequal training, and rows say so.
 * @module
 */
import { replicationContract } from "../../../bench/experiments/replication/contract.ts";
import type { BenchRecord } from "../../../bench/store/mod.ts";
import type { Interval } from "../../look/format.ts";
import { memo } from "../../analysis/memo.ts";
import { withinRange } from "../../analysis/outcomes.ts";
import { pooled, shared, timesBySeed } from "../../analysis/pooled.ts";
import { finished, groupBy, inOrder, metricsNamed, subjects } from "../../analysis/select.ts";
import { seriesKey, seriesOf } from "../../analysis/series.ts";
import {
  meanInterval,
  medianInterval,
  type PairedDifference,
  pairedDifference,
  timeRatioInterval,
} from "../../../bench/stats/mod.ts";
import { compareSeries, isPlain, type Series } from "../../look/series.ts";

/** Figures of trained models, as the paper prints them. */
export const FIGURES: readonly string[] = ["test-bound", "test-accuracy", "test-log-likelihood"];

/** One figure of one estimator after training. */
export interface TrainedRow extends Series {
  readonly model: string;
  /** The model's label. */
  readonly subject: string;
  readonly figure: string;
  readonly unit: string;
  readonly seeds: number;
  readonly steps: number;
  /** Steps of the paper's run; 0 where it trains no such model. */
  readonly publishedSteps: number;
  /** Mean over seeds; with one seed the interval is the point. */
  readonly ours: Interval;
  readonly published: Interval | undefined;
  /** Ours minus the paper's. */
  readonly difference: Interval | undefined;
  /** Ours minus our RT's, seed by seed. */
  readonly overRt: PairedDifference | undefined;
  /** The paper's minus its RT's; its runs are not known to be paired. */
  readonly publishedOverRt: Interval | undefined;
}

/** Training speed of one estimator. */
export interface SpeedRow extends Series {
  readonly model: string;
  readonly subject: string;
  /** Steps per second, from the median time of a step. */
  readonly ours: Interval;
  /** Steps per second on the paper's machine. */
  readonly published: number | undefined;
  /** Speed over RT's, each on its own machine. */
  readonly overRt: Interval | undefined;
  readonly publishedOverRt: number | undefined;
}

/** A setting that the paper leaves unstated. */
export interface UnstatedRow {
  readonly setting: string;
  readonly choice: string;
  /** Models whose records name it. */
  readonly models: readonly string[];
}

/** What the experiment measured. */
export interface ReplicationRows {
  /** By model, figure and series. */
  readonly trained: readonly TrainedRow[];
  /** By model and series. */
  readonly speeds: readonly SpeedRow[];
  /** In the order of the records. */
  readonly unstated: readonly UnstatedRow[];
}

/** Analysis of the experiment. */
export const replicationRows: (records: readonly BenchRecord[]) => ReplicationRows = memo((records) => ({
  trained: trainedRows(cellsOf(records, "training")),
  speeds: speedRows(cellsOf(records, "speed")),
  unstated: unstatedRows(finished(records, replicationContract.name)),
}));

function trainedRows(cells: readonly CellGroup[]): TrainedRow[] {
  return cells.flatMap(({ model, subject, series, group }) =>
    FIGURES.flatMap((figure): TrainedRow[] => {
      const values = finalBySeed(group, figure);
      if (values.size === 0) return [];
      const rt = isPlain(series, "rt") ? undefined : referenceOf(subject, cells);
      const published = publishedFigure(group, figure);
      const ours = meanInterval([[...values.values()]]);
      const publishedRt = rt === undefined ? undefined : publishedFigure(rt.group, figure);
      return [{
        ...{ model, subject, ...series, figure, seeds: values.size, published },
        ours: withinRange(ours, figure),
        unit: metricsNamed(group[0] as BenchRecord, figure)[0]?.unit ?? "",
        steps: Number(group[0]?.options["steps"] ?? 0),
        publishedSteps: Number(group[0]?.options["publishedSteps"] ?? 0),
        difference: published === undefined ? undefined : minus(ours, published),
        overRt: rt === undefined ? undefined : paired(values, finalBySeed(rt.group, figure)),
        publishedOverRt: published === undefined || publishedRt === undefined
          ? undefined
          : minus(published, publishedRt),
      }];
    })
  ).sort((a, b) =>
    inOrder(a.subject, b.subject) || FIGURES.indexOf(a.figure) - FIGURES.indexOf(b.figure) ||
    compareSeries(a, b)
  );
}

function speedRows(cells: readonly CellGroup[]): SpeedRow[] {
  return cells.flatMap(({ model, subject, series, group }): SpeedRow[] => {
    const times = pooled(group, "step-time");
    if (times.length === 0) return [];
    const rt = isPlain(series, "rt") ? undefined : referenceOf(subject, cells);
    const [reference, own] = shared(
      timesBySeed(rt?.group ?? [], "step-time"),
      timesBySeed(group, "step-time"),
    );
    const published = publishedFigure(group, "steps-per-second")?.value;
    const publishedRt = rt === undefined ? undefined : publishedFigure(rt.group, "steps-per-second")?.value;
    const median = medianInterval(times);
    return [{
      ...{ model, subject, ...series, published },
      ours: { value: 1000 / median.value, low: 1000 / median.high, high: 1000 / median.low },
      overRt: reference.length === 0 ? undefined : timeRatioInterval(reference, own),
      publishedOverRt: published === undefined || publishedRt === undefined
        ? undefined
        : published / publishedRt,
    }];
  }).sort((a, b) => inOrder(a.subject, b.subject) || compareSeries(a, b));
}

function unstatedRows(records: readonly BenchRecord[]): UnstatedRow[] {
  const named = records.flatMap(({ model, metrics }) =>
    metrics.filter(({ name }) => name === "unstated").map(({ at = {} }) => ({
      model,
      setting: String(at["setting"]),
      choice: String(at["choice"]),
    }))
  );
  return [...groupBy(named, ({ setting, choice }) => JSON.stringify([setting, choice])).values()].map(
    (group) => {
      const { setting, choice } = group[0] as (typeof group)[number];
      return { setting, choice, models: [...new Set(group.map(({ model }) => model))].sort(inOrder) };
    },
  );
}

/** Whether ours and the paper's trained for different numbers of steps. */
export function unequal({ steps, publishedSteps }: Pick<TrainedRow, "steps" | "publishedSteps">): boolean {
  return publishedSteps > 0 && steps !== publishedSteps;
}

interface CellGroup {
  readonly model: string;
  readonly subject: string;
  readonly series: Series;
  readonly group: readonly BenchRecord[];
}

function cellsOf(records: readonly BenchRecord[], part: string): CellGroup[] {
  const { of: subjectOf } = subjects(records);
  const seriesIn = seriesOf(records);
  const own = finished(records, replicationContract.name).filter(({ options }) => options["part"] === part);
  return [...groupBy(own, (record) => `${subjectOf(record)}\n${seriesKey(seriesIn(record))}`).values()]
    .map((group) => {
      const [first] = group as [BenchRecord];
      return { model: first.model, subject: subjectOf(first), series: seriesIn(first), group };
    })
    .sort((a, b) => inOrder(a.subject, b.subject));
}

function referenceOf(subject: string, cells: readonly CellGroup[]): CellGroup | undefined {
  return cells.find((other) => other.subject === subject && isPlain(other.series, "rt"));
}

function finalBySeed(records: readonly BenchRecord[], figure: string): Map<number, number> {
  return new Map(
    records.flatMap((record) =>
      metricsNamed(record, figure).flatMap(({ values: [value] }) =>
        value === undefined ? [] : [[record.seed, value] as const]
      )
    ),
  );
}

function publishedFigure(records: readonly BenchRecord[], figure: string): Interval | undefined {
  for (const record of records) {
    for (const { at, values: [value] } of metricsNamed(record, "published")) {
      if (at?.["figure"] !== figure || value === undefined) continue;
      const half = Number(at["halfWidth"] ?? 0);
      return { value, low: value - half, high: value + half };
    }
  }
  return undefined;
}

function paired(
  ours: ReadonlyMap<number, number>,
  reference: ReadonlyMap<number, number>,
): PairedDifference | undefined {
  const shared = [...ours.keys()].filter((seed) => reference.has(seed));
  if (shared.length === 0) return undefined;
  return pairedDifference(
    shared.map((seed) => ours.get(seed) ?? NaN),
    shared.map((seed) => reference.get(seed) ?? NaN),
  );
}

/** Difference of two means that were measured apart. */
function minus(a: Interval, b: Interval): Interval {
  const value = a.value - b.value;
  return {
    value,
    low: value - Math.hypot(a.value - a.low, b.high - b.value),
    high: value + Math.hypot(a.high - a.value, b.value - b.low),
  };
}
