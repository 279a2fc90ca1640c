/**
 * Synthetic measurements around known truths, with the spread and skew of records.
 * @module
 */
import { foldIn, type Key } from "../../estimators/random/mod.ts";
import { type Candidate, type Halves, meanOf, type Ratio, ratioOf } from "../stats/mod.ts";
import { drawn, type Paired, type Populations, smoothed } from "./populations.ts";

/** Spread of a seed's own log variance ratio, and of a process's log time ratio. */
export const SPREAD = { seed: 0.1, process: 0.05 };

/** Log ratios of seeds about a true ratio. */
export function seedRatio(
  populations: Populations,
  { key, seeds, truth }: { key: Key; seeds: number; truth: number },
): Ratio {
  const values = smoothed(key, { from: populations.variance, count: seeds });
  return ratioOf(meanOf(values.map((z) => Math.log(truth) + SPREAD.seed * z)));
}

/** Differences of seeds about a true one; `spread` is their standard deviation. */
export function seedDifferences(
  populations: Populations,
  { key, seeds, truth, spread }: { key: Key; seeds: number; truth: number; spread: number },
): number[] {
  return smoothed(key, { from: populations.differences, count: seeds }).map((z) => truth + spread * z);
}

/** Pairs of one place, drawn with replacement, whose true ratio of means is `truth`. */
export function pairsAt(
  { top, bottom }: Paired,
  { key, count, truth }: { key: Key; count: number; truth: number },
): Paired {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const factor = truth * sum(bottom) / sum(top);
  const chosen = drawn(key, { from: [...top.keys()], count });
  return {
    top: chosen.map((i) => factor * (top[i] as number)),
    bottom: chosen.map((i) => bottom[i] as number),
  };
}

/** A contender whose log variance × time is 0 in truth, however many samples it takes. */
export function candidate(
  populations: Populations,
  { key, seeds, processes, contender, samples }: {
    key: Key;
    seeds: number;
    processes: number;
    contender: string;
    samples: number;
  },
): Candidate {
  const own = smoothed(foldIn(key, 0), { from: populations.variance, count: 3 * seeds });
  const rounds = smoothed(foldIn(key, 1), { from: populations.time, count: processes });
  const half = (seed: number, offset: number) =>
    Math.exp(SPREAD.seed * ((own[seed] as number) + (own[offset * seeds + seed] as number))) / samples;
  return {
    ...{ contender, samples },
    noise: Array.from({ length: seeds }, (_, seed): Halves => [half(seed, 1), half(seed, 2)]),
    data: Array.from({ length: seeds }, (): Halves => [0, 0]),
    times: rounds.map((z) => samples * Math.exp(SPREAD.process * z)),
  };
}
