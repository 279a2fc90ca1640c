/**
 * Estimates with their errors: what intervals, tests and sums of independent measurements are made from.
 * @module
 */
import { studentTwoSided, studentTwoSidedQuantile } from "./distributions.ts";
import { type Interval, requireLevel } from "./interval.ts";
import { mean, requireLength, type Sample, variance } from "./moments.ts";

/** A number, how far it may be off, and how well that is known. */
export interface Estimate {
  /** The number. */
  readonly value: number;
  /** Its standard error. */
  readonly standardError: number;
  /** Degrees of freedom of the error; 0 where it is unknown, as of a single value, Infinity where it is given. */
  readonly degrees: number;
}

/** A mean over independent units: seeds, processes. @throws {RangeError} for an empty sample. */
export function meanOf(values: Sample): Estimate {
  const value = mean(values);
  if (values.length === 1 || !Number.isFinite(value)) return unknownError(value);
  return {
    value,
    standardError: Math.sqrt(variance(values) / values.length),
    degrees: values.length - 1,
  };
}

/** A number whose error nothing tells. */
export function unknownError(value: number): Estimate {
  return { value, standardError: 0, degrees: 0 };
}

/** A number without error, as one that was counted. */
export function exact(value: number): Estimate {
  return { value, standardError: 0, degrees: Infinity };
}

/**
 * Σ wᵢ xᵢ of independent estimates, with Satterthwaite's (Σ vᵢ)² / Σ vᵢ²/fᵢ degrees of freedom for vᵢ = wᵢ² SEᵢ²
 * (Welch 1947, Satterthwaite 1946); those of the best known one where none varies. Where the error of one is
 * unknown, so is the sum's.
 *
 * @throws {RangeError} for no estimate.
 */
export function sumOf(parts: readonly (Estimate & { readonly weight?: number })[]): Estimate {
  requireLength(parts, 1, "a sum of means");
  const value = parts.reduce((total, part) => total + (part.weight ?? 1) * part.value, 0);
  if (parts.some(({ degrees }) => degrees === 0)) return unknownError(value);
  const spreads = parts.map(({ standardError, weight = 1 }) => (weight * standardError) ** 2);
  const spread = spreads.reduce((total, own) => total + own, 0);
  const degrees = spread === 0
    ? Math.max(...parts.map((part) => part.degrees))
    : 1 / parts.reduce((total, part, i) => total + ((spreads[i] as number) / spread) ** 2 / part.degrees, 0);
  return { value, standardError: Math.sqrt(spread), degrees };
}

/** Student's interval of an estimate; the point where its error is unknown. */
export function studentOf(
  { value, standardError, degrees }: Estimate,
  options: { readonly level?: number } = {},
): Interval {
  const level = requireLevel(options.level ?? 0.95);
  if (degrees === 0 || standardError === 0) return { value, low: value, high: value };
  const half = standardError * studentQuantile(1 - level, degrees);
  return { value, low: value - half, high: value + half };
}

/** Errors below this are float32's rounding, */
const ROUNDING = 1e-6;
/** and so are values with such errors up to here. */
const ROUNDED = 1e-4;

/**
 * Two-sided p that an estimate is zero, or another number; 1 where its error is unknown.
 *
 * Without an error p is 1 up to the rounding of float32, else 0: what never varies needs no test.
 */
export function pOf({ value, standardError, degrees }: Estimate, against = 0): number {
  const distance = Math.abs(value - against);
  if (degrees === 0 || Number.isNaN(distance)) return 1;
  if (standardError <= ROUNDING) return distance < ROUNDED ? 1 : 0;
  return studentTwoSided(distance / standardError, degrees);
}

/** Estimates of one report share few degrees of freedom, and a quantile takes sixty tails. */
const quantiles = new Map<string, number>();

function studentQuantile(p: number, degrees: number): number {
  if (!Number.isFinite(degrees)) return studentTwoSidedQuantile(p, 1e9);
  if (!Number.isInteger(degrees)) return studentTwoSidedQuantile(p, degrees);
  const name = `${p} ${degrees}`;
  const known = quantiles.get(name) ?? studentTwoSidedQuantile(p, degrees);
  quantiles.set(name, known);
  return known;
}
