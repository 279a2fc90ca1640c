/**
 * Are rows independent draws? Copies and serial correlation, which a test of means takes for precision.
 * @module
 */
import { batchMeans, normalTail } from "../stats/mod.ts";

/** Rows that are copies of other rows. */
export interface Copies {
  /** Number of different rows, of all. */
  readonly different: number;
  readonly rows: number;
}

/** A coordinate that varies less from row to row than over the file. */
export interface SerialCorrelation {
  readonly coordinate: number;
  /** Of a row with the next one. */
  readonly correlation: number;
  /** Variance of means of consecutive rows, over that of independent rows; 1 for those. */
  readonly inflation: number;
  /** Rows of one such mean. */
  readonly run: number;
}

type Rows = readonly ArrayLike<number>[];

/**
 * Whether rows repeat each other in a way that independent draws do not: each the same number of times, at one
 * distance far more often than by chance, or, many of them, only as a whole, coordinates together. Rows of a law with
 * atoms, such as the zeros of a dead unit, repeat by chance.
 */
export function copiesIn(rows: Rows): Copies | undefined {
  const places = new Map<string, number[]>();
  for (const [i, row] of rows.entries()) {
    const hash = hashOf(row);
    const known = places.get(hash);
    if (known === undefined) places.set(hash, [i]);
    else known.push(i);
  }
  const classes = [...places.values()];
  const found = { different: classes.length, rows: rows.length };
  if (classes.length < 2 || classes.length === rows.length) return undefined;
  const [first] = classes;
  const alike = classes.every((each) => each.length === first!.length);
  return alike || periodic(classes, rows.length) || copiedWhole(classes, rows) ? found : undefined;
}

/** Gaps between a row and its next copy: of draws with P(row) = m/N at most Σ m(m − 1)/N are equal by chance. */
function periodic(classes: readonly (readonly number[])[], count: number): boolean {
  const gaps = new Map<number, number>();
  let chance = 0;
  for (const places of classes) {
    chance += places.length * (places.length - 1) / count;
    for (let i = 1; i < places.length; i++) {
      const gap = places[i]! - places[i - 1]!;
      gaps.set(gap, (gaps.get(gap) ?? 0) + 1);
    }
  }
  let most = 0; // there may be too many gaps for arguments
  for (const times of gaps.values()) most = Math.max(most, times);
  return most > chance + 6 * Math.sqrt(chance) + FEW;
}

/** Copies fewer than this are an accident. */
const FEW = 10;

/** Whether many rows are copied, and none shares its most telling coordinate with a row that differs elsewhere. */
function copiedWhole(classes: readonly (readonly number[])[], rows: Rows): boolean {
  const width = rows[0]!.length;
  if (width < 2 || classes.filter((each) => each.length > 1).length < FEW) return false;
  return Array.from({ length: width }, (_, d) => d).some((d) =>
    new Set(classes.map(([place]) => rows[place!]![d])).size === classes.length
  );
}

/** Of the bits of a row, 64 of them. */
function hashOf(row: ArrayLike<number>): string {
  let [a, b] = [0x811c9dc5, 0x9e3779b9];
  const words = new Uint32Array(Float64Array.from(row).buffer);
  for (const word of words) {
    a = Math.imul(a ^ word, 0x01000193) ^ (a >>> 15);
    b = Math.imul(b ^ word, 0x85ebca6b) ^ (b >>> 13);
  }
  return `${a},${b}`;
}

/** Fewer rows tell nothing of their order. */
const FEWEST = 40;

/**
 * The coordinate whose rows follow each other most clearly, if any does at level α over all coordinates: by the
 * correlation of neighbours, √N r ~ N(0, 1), or by the variance of means of √N consecutive rows, whose ratio to that of
 * independent rows is χ² over its degrees of freedom (by Wilson and Hilferty's cube root). Opposite neighbours, as
 * antithetic pairs are, make a test careful, not wrong, and are let pass.
 *
 * @param batch Rows that the test averages first.
 */
export function serialCorrelation(
  rows: Rows,
  { batch, level }: { readonly batch: number; readonly level: number },
): SerialCorrelation | undefined {
  const all = batch === 1 ? rows : [...batchMeans(rows, batch)];
  const count = all.length;
  if (count < FEWEST) return undefined;
  const run = Math.floor(Math.sqrt(count));
  const runs = Math.floor(count / run);
  const width = all[0]!.length;
  let worst: { p: number; found: SerialCorrelation } | undefined;
  for (let coordinate = 0; coordinate < width; coordinate++) {
    const values = Float64Array.from(all, (row) => row[coordinate] as number);
    const centre = values.reduce((a, b) => a + b, 0) / count;
    const deviations = values.map((value) => value - centre);
    const scale = deviations.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (scale <= ROUNDING * Math.abs(centre)) continue;
    const moment = (a: Float64Array, b: Float64Array) =>
      a.reduce((sum, x, i) => sum + x / scale * (b[i]! / scale), 0);
    const variance = moment(deviations, deviations);
    const correlation = moment(deviations.subarray(0, -1), deviations.subarray(1)) / variance;
    const means = Float64Array.from(
      { length: runs },
      (_, i) => deviations.subarray(i * run, (i + 1) * run).reduce((a, b) => a + b, 0) / run,
    );
    const middle = means.reduce((a, b) => a + b, 0) / runs;
    const spread = means.map((value) => value - middle);
    const inflation = run * moment(spread, spread) / (runs - 1) / (variance / (count - 1));
    const p = Math.min(normalTail(Math.sqrt(count) * correlation), chiSquaredTail(inflation, runs - 1));
    if (worst === undefined || p < worst.p) worst = { p, found: { coordinate, correlation, inflation, run } };
  }
  return worst !== undefined && 2 * width * worst.p <= level ? worst.found : undefined;
}

/** A column that varies less is rounding, whose errors may well follow each other. */
const ROUNDING = 1e-6;

/** P(χ²/ν > ratio), Wilson and Hilferty 1931. */
function chiSquaredTail(ratio: number, degrees: number): number {
  const spread = 2 / (9 * degrees);
  return normalTail((Math.cbrt(ratio) - (1 - spread)) / Math.sqrt(spread));
}
