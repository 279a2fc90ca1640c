/**
 * Power laws: how a cost grows with a size.
 * @module
 */
import { studentTwoSidedQuantile } from "./distributions.ts";
import { type Interval, requireLevel } from "./interval.ts";
import { mean, requireLength, type Sample } from "./moments.ts";

/** y ≈ factor · x^exponent. */
export interface PowerLaw {
  /** With Student's interval. */
  readonly exponent: Interval;
  /** Value at x = 1. */
  readonly factor: number;
  /** Share of the variance of log y that the law explains. */
  readonly r2: number;
}

/**
 * Fits y = factor · x^exponent by least squares of log y on log x, with Student's interval of the slope:
 * it measures scatter about the line, not the error of assuming a line.
 *
 * @throws {RangeError} for fewer than three points, lengths that differ, values that are not positive, or x
 * that does not vary.
 *
 * @example
 * ```ts
 * import { fitPowerLaw } from "./fit.ts";
 * import assert from "node:assert/strict";
 * const { exponent, factor } = fitPowerLaw([1, 2, 4, 8], [3, 12, 48, 192]);
 * assert.ok(Math.abs(exponent.estimate - 2) < 1e-12 && Math.abs(factor - 3) < 1e-12);
 * ```
 */
export function fitPowerLaw(x: Sample, y: Sample, options: { readonly level?: number } = {}): PowerLaw {
  const level = requireLevel(options.level ?? 0.95);
  if (x.length !== y.length) throw new RangeError(`${x.length} values of x but ${y.length} of y`);
  requireLength(x, 3, "the interval of an exponent");
  const [logX, logY] = [logs(x, "x"), logs(y, "y")];
  const [centreX, centreY] = [mean(logX), mean(logY)];
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (let i = 0; i < logX.length; i++) {
    const [dx, dy] = [(logX[i] as number) - centreX, (logY[i] as number) - centreY];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  if (xx === 0) throw new RangeError("x does not vary: an exponent needs different sizes");
  const slope = xy / xx;
  const degrees = x.length - 2;
  const residual = Math.max(0, yy - slope * xy);
  const half = studentTwoSidedQuantile(1 - level, degrees) * Math.sqrt(residual / degrees / xx);
  return {
    exponent: { estimate: slope, lower: slope - half, upper: slope + half, level, method: "student" },
    factor: Math.exp(centreY - slope * centreX),
    r2: yy === 0 ? 1 : 1 - residual / yy,
  };
}

/** A value and the sizes that it was measured at. */
export interface SizedValue {
  /** By name; every value has the same names. */
  readonly sizes: Readonly<Record<string, number>>;
  /** What was measured there. */
  readonly value: number;
}

/** value ≈ factor · Π size^exponent. */
export interface PowerLaws {
  /** One exponent a size, each with Student's interval. */
  readonly exponents: Readonly<Record<string, Interval>>;
  /** Value where every size is 1. */
  readonly factor: number;
  /** Share of the variance of the values' logarithms that the law explains. */
  readonly r2: number;
}

/**
 * Fits a product of powers of several sizes by least squares of logarithms, as {@linkcode fitPowerLaw} does one.
 *
 * @throws {RangeError} for no more values than unknowns, a value or size that is not positive, names that differ,
 * or sizes that do not vary independently.
 *
 * @example
 * ```ts
 * import { fitPowers } from "./fit.ts";
 * const sizes = [[1, 1], [2, 1], [1, 2], [2, 2], [4, 2]];
 * const { exponents } = fitPowers(sizes.map(([m, n]) => ({ sizes: { m: m!, n: n! }, value: 3 * m! ** 2 * n! })));
 * console.assert(Math.abs(exponents["m"]!.estimate - 2) < 1e-12 && Math.abs(exponents["n"]!.estimate - 1) < 1e-12);
 * ```
 */
export function fitPowers(
  points: readonly SizedValue[],
  options: { readonly level?: number } = {},
): PowerLaws {
  const level = requireLevel(options.level ?? 0.95);
  const names = Object.keys(points[0]?.sizes ?? {});
  const degrees = points.length - names.length - 1;
  if (degrees < 1) {
    throw new RangeError(`${points.length} values for ${names.length} exponents: wanted ${names.length + 2}`);
  }
  const columns = names.map((name) => logs(points.map(({ sizes }) => sizes[name] as number), name));
  const y = logs(points.map(({ value }) => value), "value");
  const [centreY, centres] = [mean(y), columns.map(mean)];
  const dot = (a: Float64Array, b: Float64Array, [p, q]: readonly [number, number]) =>
    a.reduce((sum, value, i) => sum + (value - p) * ((b[i] as number) - q), 0);
  const pair = (j: number, k: number) =>
    dot(columns[j] as Float64Array, columns[k] as Float64Array, [centres[j] as number, centres[k] as number]);
  const inverse = inverted(names.map((_, j) => names.map((_, k) => pair(j, k))), names);
  const moments = columns.map((column, j) => dot(column, y, [centres[j] as number, centreY]));
  const slopes = inverse.map((row) => row.reduce((sum, value, k) => sum + value * (moments[k] as number), 0));
  const yy = dot(y, y, [centreY, centreY]);
  const residual = Math.max(
    0,
    yy - slopes.reduce((sum, slope, j) => sum + slope * (moments[j] as number), 0),
  );
  const quantile = studentTwoSidedQuantile(1 - level, degrees);
  const exponents = names.map((name, j) => {
    const estimate = slopes[j] as number;
    const half = quantile * Math.sqrt(residual / degrees * (inverse[j]?.[j] as number));
    return [name, {
      estimate,
      lower: estimate - half,
      upper: estimate + half,
      level,
      method: "student",
    }] as const;
  });
  return {
    exponents: Object.fromEntries(exponents),
    factor: Math.exp(centreY - slopes.reduce((sum, slope, j) => sum + slope * (centres[j] as number), 0)),
    r2: yy === 0 ? 1 : 1 - residual / yy,
  };
}

/** Gauss–Jordan with pivots; matrices here have three rows. @throws {RangeError} for a singular one. */
function inverted(matrix: readonly (readonly number[])[], names: readonly string[]): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => Number(i === j))]);
  for (let k = 0; k < n; k++) {
    const pivot = rows.slice(k).reduce(
      (best, row, i) => Math.abs(row[k] as number) > Math.abs(rows[best]?.[k] as number) ? k + i : best,
      k,
    );
    [rows[k], rows[pivot]] = [rows[pivot] as number[], rows[k] as number[]];
    const lead = rows[k] as number[];
    const scale = lead[k] as number;
    if (!(Math.abs(scale) > 1e-9 * (matrix[k]?.[k] as number))) {
      throw new RangeError(
        `${names.join(", ")} do not vary independently: their exponents cannot be told apart`,
      );
    }
    lead.forEach((value, j) => lead[j] = value / scale);
    for (const row of rows) {
      if (row === lead) continue;
      const factor = row[k] as number;
      row.forEach((value, j) => row[j] = value - factor * (lead[j] as number));
    }
  }
  return rows.map((row) => row.slice(n));
}

function logs(values: Sample, name: string): Float64Array {
  return Float64Array.from(values, (value, i) => {
    if (!(value > 0 && value < Infinity)) {
      throw new RangeError(`${name}[${i}] is ${value}: a power law needs positive numbers`);
    }
    return Math.log(value);
  });
}
