/**
 * What simulations draw from: the spread and the skew of measured records.
 * @module
 */
import { bits, foldIn, type Key, normals } from "../../estimators/random/mod.ts";
import { mean, standardDeviation } from "../stats/mod.ts";
import type { BenchRecord, Metric } from "../store/mod.ts";

/** Values of two sides, of which the i-th belong together. */
export interface Paired {
  readonly top: readonly number[];
  readonly bottom: readonly number[];
}

/** Populations with known truths. */
export interface Populations {
  /** Variances of R2-G2 and RT by pair of gradients, one member per place. */
  readonly variances: readonly Paired[];
  /** Times of R2-G2 and RT by interleaved round, one member per model. */
  readonly times: readonly Paired[];
  /** Differences to RT after training, each group of seeds with mean 0 and standard deviation 1. */
  readonly differences: readonly number[];
  /** Logarithms of the ratios in `variances`, likewise. */
  readonly variance: readonly number[];
  /** Logarithms of the ratios in `times`, likewise: with stragglers. */
  readonly time: readonly number[];
  /** Batch means of gradients by coordinate, likewise. */
  readonly gradients: readonly (readonly number[])[];
}

/**
 * Reads populations from finished records.
 *
 * @throws {RangeError} naming what the records lack.
 */
export function populationsOf(records: readonly BenchRecord[]): Populations {
  const done = records.filter(({ status }) => status === "done");
  const variances = pairsOf(done, "variance", ({ metrics, timings }) => [...metrics, ...timings]);
  const times = pairsOf(done, "gradient-time", ({ timings }) => timings);
  const found: Populations = {
    variances,
    times,
    differences: differencesOf(done),
    variance: variances.flatMap(logarithms),
    time: times.flatMap(logarithms),
    gradients: done.flatMap(({ metrics }) =>
      metrics.filter(({ name }) => name === "gradient-batch-mean").map(({ values }) => standardised(values))
    ).filter((values) => values.length > 0),
  };
  for (const [name, members] of Object.entries(found)) {
    if (members.length === 0) throw new RangeError(`the records hold nothing to draw ${name} from`);
  }
  return found;
}

/** `count` members, drawn with replacement. */
export function drawn<T>(key: Key, { from, count }: { from: ArrayLike<T>; count: number }): T[] {
  return Array.from(bits(key, count), (word) => from[Math.floor(word * from.length / 2 ** 32)] as T);
}

/**
 * `count` values of the smooth distribution behind a standardised sample: members with a normal kernel of
 * Silverman's width, shrunk back to a standard deviation of 1 (Silverman and Young 1987). Members alone would
 * tie, and thirty of them cluster as no distribution of theirs does.
 */
export function smoothed(key: Key, { from, count }: { from: ArrayLike<number>; count: number }): number[] {
  const width = 1.06 * from.length ** -0.2;
  const kernel = normals(foldIn(key, 0), count);
  return drawn(foldIn(key, 1), { from, count }).map((value, i) =>
    (value + width * (kernel[i] as number)) / Math.hypot(1, width)
  );
}

/** The cells of R2-G2 and RT that were measured with the same keys or in the same rounds. */
function pairsOf(
  records: readonly BenchRecord[],
  name: string,
  metrics: (record: BenchRecord) => readonly Metric[],
): Paired[] {
  const placeOf = ({ experiment, model, dataset, seed, options }: BenchRecord, metric: Metric) =>
    JSON.stringify([
      experiment,
      model,
      dataset.name,
      seed,
      options["family"],
      options["rank"],
      options["samples"],
      [
        metric.layer,
        metric.block,
        metric.at?.["step"],
        metric.at?.["outputs"],
        metric.at?.["inputs"],
        metric.at?.["spread"],
        metric.at?.["correlation"],
      ],
    ]);
  const of = (estimator: string) =>
    records.filter((record) => record.estimator === estimator).flatMap((record) =>
      metrics(record).filter((metric) => metric.name === name).map((metric) =>
        [placeOf(record, metric), metric.values] as const
      )
    );
  const reference = new Map(of("rt"));
  return of("r2g2").flatMap(([place, top]) => {
    const bottom = reference.get(place) ?? [];
    const count = Math.min(top.length, bottom.length);
    const positive = count > 2 && [...top, ...bottom].every((value) => value > 0);
    const pair = { top: top.slice(0, count), bottom: bottom.slice(0, count) };
    return positive && logarithms(pair).length > 0 ? [pair] : [];
  });
}

/** Last values of an estimator's runs minus RT's, by what was trained how. */
function differencesOf(records: readonly BenchRecord[]): number[] {
  const finals = new Map<string, Map<string, number>>();
  for (const record of records) {
    for (const { name, values } of record.metrics.concat(record.timings)) {
      const last = values.at(-1);
      if (!/^test-(bound|log-likelihood)$/.test(name) || last === undefined || values.length < 2) continue;
      const place = JSON.stringify([record.model, record.options["budget"], name, record.seed]);
      const members = finals.get(place) ?? new Map<string, number>();
      finals.set(place, members.set(record.estimator, last));
    }
  }
  const groups = new Map<string, number[]>();
  for (const [place, members] of finals) {
    const rt = members.get("rt");
    if (rt === undefined) continue;
    for (const [estimator, value] of members) {
      if (estimator === "rt") continue;
      const group = JSON.stringify([...(JSON.parse(place) as unknown[]).slice(0, 3), estimator]);
      groups.set(group, [...groups.get(group) ?? [], value - rt]);
    }
  }
  return [...groups.values()].flatMap(standardised);
}

function logarithms({ top, bottom }: Paired): number[] {
  return standardised(top.map((value, i) => Math.log(value / (bottom[i] as number))));
}

/** Mean 0 and standard deviation 1; nothing where values do not vary beyond float32's rounding. */
function standardised(values: readonly number[]): number[] {
  if (values.length < 3) return [];
  const [centre, scale] = [mean(values), standardDeviation(values)];
  if (!(scale > 1e-6 * Math.max(1e-300, Math.abs(centre)) && scale > 1e-12)) return [];
  // Residuals of n values are shorter than what they are of, by √(1 − 1/n).
  const longer = Math.sqrt(values.length / (values.length - 1));
  return values.map((value) => (value - centre) / scale * longer);
}
