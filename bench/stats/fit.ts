/**
 * Power laws: how a cost grows with a size.
 * @module
 */
import { studentTwoSidedQuantile } from "./distributions.ts";
import { type ConfidenceInterval, requireLevel } from "./interval.ts";
import { mean, type Sample } from "./moments.ts";

/** A value and the sizes that it was measured at. */
export interface SizedValue {
  /** By name; every value has the same names. */
  readonly sizes: Readonly<Record<string, number>>;
  /** What was measured there. */
  readonly value: number;
}

/** value ≈ factor · Π size^exponent. */
export interface PowerLaws {
  /** One exponent per size, each with Student's interval. */
  readonly exponents: Readonly<Record<string, ConfidenceInterval>>;
  /** Value where every size is 1. */
  readonly factor: number;
  /** Share of the variance of the values' logarithms that the law explains. */
  readonly r2: number;
}

/**
 * Fits a product of powers of several sizes by least squares of logarithms; the intervals measure scatter
 * about the law, not the error of assuming one.
 *
 * @throws {RangeError} for no more values than unknowns, a value or size that is not positive, names that differ,
 * or sizes that do not vary independently.
 *
 * @example
 * ```ts
 * import { fitPowers } from "./fit.ts";
 * const sizes = [[1, 1], [2, 1], [1, 2], [2, 2], [4, 2]];
 * const { exponents } = fitPowers(sizes.map(([m, n]) => ({ sizes: { m: m!, n: n! }, value: 3 * m! ** 2 * n! })));
 * console.assert(Math.abs(exponents["m"]!.value - 2) < 1e-12 && Math.abs(exponents["n"]!.value - 1) < 1e-12);
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
    const value = slopes[j] as number;
    const half = quantile * Math.sqrt(residual / degrees * (inverse[j]?.[j] as number));
    return [name, {
      value,
      low: value - half,
      high: value + half,
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
