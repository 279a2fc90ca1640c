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

function logs(values: Sample, name: string): Float64Array {
  return Float64Array.from(values, (value, i) => {
    if (!(value > 0 && value < Infinity)) {
      throw new RangeError(`${name}[${i}] is ${value}: a power law needs positive numbers`);
    }
    return Math.log(value);
  });
}
