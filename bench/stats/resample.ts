/**
 * The core of the bootstrap: a statistic of one or more samples, given by indices, over many resamples.
 * @module
 */
import { bits, foldIn, type Key } from "../../estimators/random/mod.ts";
import { normalCdf, normalQuantile } from "./distributions.ts";
import { type ConfidenceInterval, fewestForBootstrap, requireLevel } from "./interval.ts";
import { quantileSorted } from "./moments.ts";

/** Options of every bootstrap interval. */
export interface BootstrapOptions {
  /** Where the resamples come from: the same key, the same interval. */
  readonly key: Key;
  /** Nominal coverage. @default 0.95 */
  readonly level?: number;
  /** Number of resamples. @default 2000 */
  readonly resamples?: number;
  /**
   * `percentile`: quantiles of the resampled statistic. `bca`: corrected for bias and skewness (Efron 1987),
   * for ratios, variances and medians. @default "bca"
   */
  readonly method?: "percentile" | "bca";
}

/** A statistic of resampled samples, each given by the indices of its members. */
export type IndexStatistic = (indices: readonly Uint32Array[]) => number;

/** Jackknife groups at most: the acceleration needs influence sums, not every single influence. */
const JACKKNIFE_GROUPS = 200;

/**
 * Bootstrap interval of a statistic of independent samples of the given sizes.
 *
 * @throws {RangeError} if a sample has fewer members than the level needs, or the statistic is not finite.
 */
export function resampledInterval(
  sizes: readonly number[],
  statistic: IndexStatistic,
  options: BootstrapOptions,
): ConfidenceInterval {
  const { key, resamples = 2000, method = "bca" } = options;
  const level = requireLevel(options.level ?? 0.95);
  for (const size of sizes) requireEnough(size, level);
  const estimate = finite(statistic(sizes.map(everyIndex)), "of the sample");
  const values = new Float64Array(requireResamples(resamples, level));
  const draws = sizes.map((size, sample) => resampleIndices(key, { size, sample, resamples }));
  for (let r = 0; r < values.length; r++) {
    values[r] = finite(statistic(draws.map((indices) => indices(r))), "of a resample");
  }
  values.sort();
  const tail = (1 - level) / 2;
  const levels = method === "bca"
    ? correctedLevels(values, { estimate, tail, acceleration: acceleration(sizes, statistic) })
    : [tail, 1 - tail] as const;
  return {
    value: estimate,
    low: quantileSorted(values, levels[0]),
    high: quantileSorted(values, levels[1]),
    level,
    method,
  };
}

/** Indices that one key's table may hold: 4 MiB of them. */
const TABLE_INDICES = 2 ** 20;
/** Tables that one key may have. */
const TABLES = 16;
const tables = new WeakMap<Key, Map<string, Uint32Array>>();

/**
 * The indices of the r-th resample, those of `randomIndices(foldIn(foldIn(key, r), sample), size)`.
 *
 * They depend on key and size alone, and a report asks for thousands of intervals with one key: a key's
 * tables are kept as long as the key is, up to a bound.
 */
function resampleIndices(
  key: Key,
  { size, sample, resamples }: { size: number; sample: number; resamples: number },
): (r: number) => Uint32Array {
  const draw = (r: number) => randomIndices(foldIn(foldIn(key, r), sample), size);
  if (size * resamples > TABLE_INDICES) return draw;
  const known = tables.get(key) ?? new Map<string, Uint32Array>();
  tables.set(key, known);
  const name = `${size} ${sample} ${resamples}`;
  let table = known.get(name);
  if (table === undefined) {
    table = new Uint32Array(size * resamples);
    for (let r = 0; r < resamples; r++) table.set(draw(r), r * size);
    const [oldest] = known.keys();
    if (known.size === TABLES && oldest !== undefined) known.delete(oldest);
    known.set(name, table);
  }
  const whole = table;
  return (r) => whole.subarray(r * size, (r + 1) * size);
}

/**
 * `size` indices below `size`, drawn with replacement. shape: [size].
 *
 * The high half of word × size: uneven by size/2^32 at most, far below the noise of any number of resamples,
 * and half the time of drawing without that bias.
 */
function randomIndices(key: Key, size: number): Uint32Array {
  const indices = bits(key, size);
  for (let i = 0; i < size; i++) indices[i] = Math.floor((indices[i] as number) * size / 2 ** 32);
  return indices;
}

/** @throws {RangeError} if a sample is too small for an interval of this level. */
function requireEnough(size: number, level: number): void {
  const fewest = fewestForBootstrap(level);
  if (size < fewest) {
    throw new RangeError(
      `a ${level * 100} % bootstrap interval needs at least ${fewest} values (seeds), got ${size}`,
    );
  }
}

/** @throws {RangeError} if there are too few resamples for the level's tails to hold ten of them. */
function requireResamples(resamples: number, level: number): number {
  const fewest = Math.ceil(20 / (1 - level) - 1e-9);
  if (!(Number.isInteger(resamples) && resamples >= fewest)) {
    throw new RangeError(
      `resamples are ${resamples}: an interval of level ${level} needs at least ${fewest}`,
    );
  }
  return resamples;
}

/** Efron (1987), equations 6.8 and 6.6: levels shifted by bias correction z0 and acceleration a. */
function correctedLevels(
  ascending: Float64Array,
  { estimate, tail, acceleration }: { estimate: number; tail: number; acceleration: number },
): readonly [number, number] {
  // Ties count half, so that a discrete statistic (a median) is not taken for a biased one.
  const below = ascending.reduce(
    (count, value) => count + (value < estimate ? 1 : value === estimate ? 0.5 : 0),
    0,
  );
  const edge = 0.5 / ascending.length;
  const bias = normalQuantile(Math.min(1 - edge, Math.max(edge, below / ascending.length)));
  const shift = (level: number) => {
    const z = bias + normalQuantile(level);
    return normalCdf(bias + z / Math.max(1 - acceleration * z, 1e-6));
  };
  return [shift(tail), shift(1 - tail)];
}

/** a = Σ U³ / 6 (Σ U²)^{3/2} over the jackknife's influence sums, each in units of its sample's mean. */
function acceleration(sizes: readonly number[], statistic: IndexStatistic): number {
  const whole = sizes.map(everyIndex);
  let squares = 0;
  let cubes = 0;
  for (const [k, size] of sizes.entries()) {
    const groups = Math.min(size, JACKKNIFE_GROUPS);
    const left = Float64Array.from({ length: groups }, (_, group) => {
      const kept = whole[k]?.filter((index) => index % groups !== group) ?? everyIndex(0);
      return statistic(whole.map((every, j) => (j === k ? kept : every)));
    });
    const centre = left.reduce((total, value) => total + value, 0) / groups;
    for (const value of left) {
      const influence = (centre - value) * (1 - 1 / groups);
      squares += influence ** 2;
      cubes += influence ** 3;
    }
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}

function everyIndex(size: number): Uint32Array {
  const indices = new Uint32Array(size);
  for (let i = 0; i < size; i++) indices[i] = i;
  return indices;
}

function finite(value: number, where: string): number {
  if (!Number.isFinite(value)) {
    throw new RangeError(`the statistic ${where} is ${value}: a bootstrap needs a finite one`);
  }
  return value;
}
