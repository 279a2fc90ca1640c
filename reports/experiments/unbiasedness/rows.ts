/**
 * Is the mean gradient the exact gradient? One test per estimator and objective over all its coordinates.
 * @module
 */
import { mean, standardDeviation, unbiasednessTest } from "../../../bench/stats/mod.ts";
import { unbiasednessContract } from "../../../bench/experiments/unbiasedness/contract.ts";
import type { BenchRecord } from "../../../bench/store/mod.ts";
import { memo } from "../../analysis/memo.ts";
import { finished, groupBy, metricsNamed } from "../../analysis/select.ts";
import { seriesKey, seriesOf } from "../../analysis/series.ts";
import type { Series } from "../../look/series.ts";

/** Chance, over every cell of the experiment together, that an unbiased estimator is called biased. */
export const FAMILY_ERROR_RATE = 0.01;

/** Rounding of one float32 gradient, relative to the coordinate's largest value. */
const GRADIENT_ROUNDING = 1e-5;
/** Unit roundoff of float32: a sum of N terms is off by at most N times as much (Higham 2002, §4.2). */
const UNIT_ROUNDOFF = 2 ** -24;

/** One coordinate of one estimator's mean gradient. */
export interface CoordinateRow extends Series {
  readonly cell: string;
  /** Name of the negative control; empty for a real estimator. */
  readonly control: string;
  readonly objective: string;
  readonly site: string;
  readonly block: string;
  readonly coordinate: string;
  readonly reference: number;
  readonly mean: number;
  /** (mean − reference) / standard error; zero within rounding. */
  readonly z: number;
}

/** The tests of one estimator on one objective; several seeds are several tests, of which the worst counts. */
export interface UnbiasednessRow extends Series {
  readonly control: string;
  readonly objective: string;
  readonly site: string;
  /** Gradients drawn: batch means × draws per batch mean. */
  readonly draws: number;
  readonly coordinates: number;
  readonly rejected: boolean;
  /** Smallest p over coordinates, by Holm. */
  readonly minAdjustedP: number;
  /** Over coordinates that vary; a constant one has no standard error. */
  readonly largestZ: number;
  /** Bias that the test finds with `power`, in standard deviations of one gradient. */
  readonly detectableBias: number;
  readonly power: number;
}

/** What the experiment measured. */
export interface UnbiasednessRows {
  readonly coordinates: readonly CoordinateRow[];
  readonly tests: readonly UnbiasednessRow[];
}

/** Coordinates of one line of the chart that are kept as rows; of more, those at evenly spaced ranks. */
const MOST_COORDINATES = 5000;

/** Analysis of the experiment. */
export const unbiasednessRows: (records: readonly BenchRecord[]) => UnbiasednessRows = memo((records) => {
  const cells = finished(records, unbiasednessContract.name).filter((record) =>
    coordinates(record).length > 0
  );
  const seriesIn = seriesOf(records);
  const tested = cells.map((record): TestedCell => {
    const series = seriesIn(record);
    return {
      record,
      series,
      ...summarise(record, { series, familyErrorRate: FAMILY_ERROR_RATE / cells.length }),
    };
  });
  const lines = groupBy(tested, ({ test }) => test.control === "" ? seriesKey(test) : test.control);
  return {
    coordinates: [...lines.values()].flatMap(keptRows),
    tests: [...groupBy(tested.map(({ test }) => test), placeOf).values()].map(worstOf),
  };
});

/** A cell's test, and the scores of its coordinates. */
interface TestedCell {
  readonly record: BenchRecord;
  readonly series: Series;
  readonly test: UnbiasednessRow;
  readonly scores: Float64Array;
}

/** The coordinates of some cells as rows: all, or those that {@linkcode MOST_COORDINATES} leaves. */
function keptRows(cells: readonly TestedCell[]): CoordinateRow[] {
  const count = cells.reduce((sum, { scores }) => sum + scores.length, 0);
  // Rows of all would fill the memory.
  if (count <= MOST_COORDINATES) return cells.flatMap(({ record, series }) => coordinateRows(record, series));
  const scores = new Float64Array(count);
  const cellOf = new Uint32Array(count);
  const starts: number[] = [];
  let next = 0;
  for (const [cell, { scores: own }] of cells.entries()) {
    scores.set(own, next);
    starts.push(next);
    cellOf.fill(cell, next, next += own.length);
  }
  const ranked = cellOf.map((_, i) => i).sort((a, b) => (scores[a] as number) - (scores[b] as number));
  return evenRanks(count, MOST_COORDINATES).map((rank) => {
    const index = ranked[rank] as number;
    const cell = cellOf[index] as number;
    const { record, series } = cells[cell] as TestedCell;
    return coordinateRows(record, series)[index - (starts[cell] as number)] as CoordinateRow;
  });
}

function placeOf(row: UnbiasednessRow): string {
  const { control, objective, site } = row;
  return JSON.stringify([seriesKey(row), control, objective, site]);
}

/** Several tests as one: p by Bonferroni over them. */
function worstOf(tests: readonly UnbiasednessRow[]): UnbiasednessRow {
  const total = (value: (row: UnbiasednessRow) => number) => tests.reduce((sum, row) => sum + value(row), 0);
  return {
    ...(tests[0] as UnbiasednessRow),
    draws: total(({ draws }) => draws),
    coordinates: total(({ coordinates }) => coordinates),
    rejected: tests.some(({ rejected }) => rejected),
    minAdjustedP: Math.min(
      1,
      tests.length * tests.reduce((least, row) => Math.min(least, row.minAdjustedP), 1),
    ),
    largestZ: tests.reduce((most, row) => Math.max(most, row.largestZ), 0),
    detectableBias: tests.reduce((most, row) => Math.max(most, row.detectableBias), 0),
  };
}

interface Coordinate {
  readonly block: string;
  readonly coordinate: string;
  readonly reference: number;
  readonly values: readonly number[];
}

function coordinates(record: BenchRecord): Coordinate[] {
  return metricsNamed(record, "gradient-batch-mean")
    .filter(({ values, at }) => values.length > 1 && typeof at?.["reference"] === "number")
    .map(({ block, at, values }) => ({
      block: block ?? "",
      coordinate: String(at?.["coordinate"] ?? ""),
      reference: at?.["reference"] as number,
      values,
    }));
}

function summarise(
  record: BenchRecord,
  { series, familyErrorRate }: { readonly series: Series; readonly familyErrorRate: number },
): { test: UnbiasednessRow; scores: Float64Array } {
  const found = coordinates(record);
  const batches = Math.min(...found.map(({ values }) => values.length));
  const samples = Array.from({ length: batches }, (_, i) => found.map(({ values }) => values[i] as number));
  const perBatch = drawsPerBatch(record);
  const tolerance = toleranceOf(record);
  const references = found.map(({ reference }) => reference);
  const result = unbiasednessTest(samples, references, { familyErrorRate, tolerance });
  const scores = Float64Array.from(found, (coordinate) => scoreOf(coordinate, tolerance).z);
  return {
    scores,
    test: {
      ...placeIn(record, series),
      draws: batches * perBatch,
      coordinates: result.coordinates,
      rejected: result.rejected,
      minAdjustedP: result.minAdjustedP,
      largestZ: scores.reduce((most, z) => Number.isFinite(z) ? Math.max(most, Math.abs(z)) : most, 0),
      detectableBias: result.detectableBias / Math.sqrt(perBatch),
      power: result.power,
    },
  };
}

function coordinateRows(record: BenchRecord, series: Series): CoordinateRow[] {
  const place = placeIn(record, series);
  const tolerance = toleranceOf(record);
  return coordinates(record).map((coordinate) => {
    const { block, coordinate: name, reference } = coordinate;
    return {
      cell: record.id,
      ...place,
      block,
      coordinate: name,
      reference,
      ...scoreOf(coordinate, tolerance),
    };
  });
}

function scoreOf({ reference, values }: Coordinate, tolerance: number): { mean: number; z: number } {
  const average = mean(values);
  const rounding = tolerance *
    values.reduce((most, value) => Math.max(most, Math.abs(value)), Math.abs(reference));
  const excess = Math.max(0, Math.abs(average - reference) - rounding);
  const error = standardDeviation(values) / Math.sqrt(values.length);
  return { mean: average, z: excess === 0 ? 0 : Math.sign(average - reference) * excess / error };
}

function placeIn(
  { options }: BenchRecord,
  series: Series,
): Pick<CoordinateRow, "control" | "objective" | "site"> & Series {
  return {
    ...series,
    control: String(options["control"] ?? ""),
    objective: String(options["objective"] ?? ""),
    site: String(options["site"] ?? ""),
  };
}

function drawsPerBatch({ options }: BenchRecord): number {
  return Number(options["draws"] ?? 1);
}

function toleranceOf(record: BenchRecord): number {
  return Math.max(GRADIENT_ROUNDING, drawsPerBatch(record) * UNIT_ROUNDOFF);
}

/** All scores, or evenly spaced ranks of many, the smallest and the largest included. */
export function thinned(rows: readonly CoordinateRow[], most: number): readonly CoordinateRow[] {
  if (rows.length <= most) return rows;
  const sorted = [...rows].sort((a, b) => a.z - b.z);
  return evenRanks(rows.length, most).map((rank) => sorted[rank] as CoordinateRow);
}

function evenRanks(count: number, most: number): number[] {
  return Array.from({ length: most }, (_, i) => Math.round(i * (count - 1) / (most - 1)));
}

/** A negative control in words. */
export function controlLabel({ control }: Pick<CoordinateRow, "control">): string {
  return control.replaceAll("-", " ");
}
