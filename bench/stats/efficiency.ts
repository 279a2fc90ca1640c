/**
 * Which of two families of contenders leaves less noise in a fixed time, each with its best number of samples.
 *
 * The efficiency of a contender is its least (V_data + V_noise(K)) × time(K) over K. The least of many
 * measured numbers is too small, more so of more contenders: so contender and K are chosen on one half of the
 * draws and processes and judged on the other, roles are swapped, and both judgements averaged. What is chosen
 * for a seed is chosen on the other seeds, since the halves of a seed share its trajectory. Where candidates
 * are so close that a seed's own vote would change the result, that change is added to the standard error:
 * without it intervals of 95 % cover 80 to 90 % of near ties.
 *
 * Seeds are the unit of variances and processes that of times: one log ratio each, combined by Welch and
 * Satterthwaite.
 * @module
 */
import type { Interval } from "./interval.ts";
import { mean, requireLength } from "./moments.ts";
import { type CombinedMean, exponential, type Source, welchInterval } from "./welch.ts";

/** A number from the even draws or processes, and one from the odd ones. */
export type Halves = readonly [even: number, odd: number];

/** One contender with one number of samples at one place. */
export interface Candidate {
  /** The contender's name. */
  readonly contender: string;
  /** K, samples a gradient. */
  readonly samples: number;
  /** V_noise(K): the estimator's variance at a fixed minibatch, from each half of the draws. shape: [seed]. */
  readonly noise: readonly Halves[];
  /** V_data: variance over minibatches, likewise; zeros judge at a fixed minibatch. shape: [seed]. */
  readonly data: readonly Halves[];
  /** Seconds of a whole training step; sides are interleaved within a process. shape: [process]. */
  readonly times: readonly number[];
}

/** How often a contender with its number of samples was the choice. */
export interface Choice extends Pick<Candidate, "contender" | "samples"> {
  /** Of all choices of its side, one a seed and half. */
  readonly share: number;
}

/** Ours over the rivals'; below 1 ours leaves less noise in the same time. */
export interface EfficiencyComparison {
  /** Total variance × time. */
  readonly ratio: Interval;
  /** Total variance alone: per step. */
  readonly variance: Interval;
  /** Time alone. */
  readonly time: Interval;
  /** Two-sided p that `ratio` is 1. */
  readonly p: number;
  /** Log of `ratio` with its standard error and degrees of freedom. */
  readonly log: CombinedMean;
  /** What was chosen, most often first. */
  readonly choices: Readonly<Record<"ours" | "rivals", readonly Choice[]>>;
  readonly seeds: number;
  readonly processes: number;
}

/** Fewest processes: two in each half. */
const FEWEST_PROCESSES = 4;

/**
 * Compares the best of ours with the best of the rivals.
 *
 * @throws {RangeError} for an empty side, fewer than 2 seeds or 4 processes, candidates that differ in these,
 * or a total variance or time that is not positive, naming the candidate.
 *
 * @example A quarter of the noise at twice the time, where noise is nearly all there is
 * ```ts
 * import { type Candidate, compareEfficiency } from "./efficiency.ts";
 * const candidate = (contender: string, noise: number, time: number): Candidate => ({
 *   ...{ contender, samples: 1, noise: [[noise, noise], [noise, noise]], data: [[0.1, 0.1], [0.1, 0.1]] },
 *   times: [time, time, time, time],
 * });
 * const { ratio } = compareEfficiency([candidate("r2g2", 1, 2)], [candidate("rt", 4, 1)]);
 * console.assert(Math.abs(ratio.value - 2 * 1.1 / 4.1) < 1e-12);
 * ```
 */
export function compareEfficiency(
  ours: readonly Candidate[],
  rivals: readonly Candidate[],
  options: { readonly level?: number } = {},
): EfficiencyComparison {
  const { seeds, processes } = sizes(ours, rivals);
  const sides = { ours: ours.map(measured), rivals: rivals.map(measured) };
  const every = Array.from({ length: seeds }, (_, seed) => seed);
  const apart = judged(sides, every.map((seed) => every.filter((other) => other !== seed)));
  const together = judged(sides, every.map(() => every));
  const between = (sources: (of: Judged) => readonly Source[]) => {
    const hidden = welchInterval(sources(together)).value - welchInterval(sources(apart)).value;
    return welchInterval(sources(apart), { ...options, hidden });
  };
  const log = between(({ variance, times }) => [variance, ...times]);
  return {
    ratio: exponential(log),
    variance: exponential(between(({ variance }) => [variance])),
    time: exponential(between(({ times }) => times)),
    p: log.p,
    log,
    choices: { ours: counted(apart.chosen, "ours"), rivals: counted(apart.chosen, "rivals") },
    ...{ seeds, processes },
  };
}

type Sides = Readonly<Record<"ours" | "rivals", readonly Measured[]>>;
type Pair = Readonly<Record<"ours" | "rivals", Measured>>;

/** Log ratios, and what they are of. */
interface Judged {
  readonly variance: Source;
  readonly times: readonly Source[];
  readonly chosen: readonly Pair[];
}

/** Log ratios of what each seed is judged by. @param by The seeds that choose for each seed. shape: [seed][]. */
function judged({ ours, rivals }: Sides, by: readonly (readonly number[])[]): Judged {
  // Chosen on the half that does not judge. shape: [judging half][seed].
  const chosen = HALVES.map((judging) =>
    by.map((seeds): Pair => {
      const view = { half: 1 - judging, seeds };
      return { ours: best(ours, view), rivals: best(rivals, view) };
    })
  ) as [Pair[], Pair[]];
  const variance = by.map((_, seed) =>
    mean(HALVES.map((half) => {
      const { ours, rivals } = chosen[half][seed] as Pair;
      return at(ours.variance[half], seed) - at(rivals.variance[half], seed);
    }))
  );
  const times = HALVES.map((half) => ({
    values: Array.from(
      { length: ours[0]?.time[half]?.length ?? 0 },
      (_, i) =>
        mean(chosen[half].map(({ ours, rivals }) => at(ours.time[half], i) - at(rivals.time[half], i))),
    ),
    weight: 0.5,
  }));
  return { variance: { values: variance }, times, chosen: chosen.flat() };
}

const HALVES = [0, 1] as const;

/** Logarithms of a candidate's numbers. */
interface Measured extends Pick<Candidate, "contender" | "samples"> {
  /** Of total variances. shape: [half][seed]. */
  readonly variance: readonly (readonly number[])[];
  /** Of times, processes 0, 2, 4 … in the even half. shape: [half][process of the half]. */
  readonly time: readonly (readonly number[])[];
}

function measured({ contender, samples, noise, data, times }: Candidate): Measured {
  const log = (value: number, what: string) => {
    if (value > 0 && value < Infinity) return Math.log(value);
    throw new RangeError(`${what} of ${contender} with ${samples} samples is ${value}: it must be positive`);
  };
  return {
    ...{ contender, samples },
    variance: HALVES.map((half) =>
      noise.map((own, seed) => log(own[half] + (data[seed] as Halves)[half], "total variance"))
    ),
    time: HALVES.map((half) => times.filter((_, i) => i % 2 === half).map((time) => log(time, "time"))),
  };
}

/** The candidate with the least mean log of variance × time over the seeds of a half; the first of equals. */
function best(candidates: readonly Measured[], view: { half: number; seeds: readonly number[] }): Measured {
  const score = ({ variance, time }: Measured) =>
    mean(view.seeds.map((seed) => at(variance[view.half], seed))) + mean(time[view.half] as number[]);
  return candidates.reduce((a, b) => (score(b) < score(a) ? b : a));
}

function counted(pairs: readonly Pair[], side: keyof Pair): Choice[] {
  const counts = new Map<Measured, number>();
  for (const pair of pairs) counts.set(pair[side], (counts.get(pair[side]) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([{ contender, samples }, count]) => ({
    ...{ contender, samples },
    share: count / pairs.length,
  }));
}

/** Sizes that all candidates share. */
function sizes(
  ours: readonly Candidate[],
  rivals: readonly Candidate[],
): { seeds: number; processes: number } {
  requireLength(ours, 1, "our side of a comparison");
  requireLength(rivals, 1, "the rivals' side of a comparison");
  const [{ noise, times }] = ours as readonly [Candidate];
  requireLength(noise, 2, "an interval over seeds");
  requireLength(times, FEWEST_PROCESSES, "a choice and a judgement by processes");
  for (const { contender, samples, ...own } of [...ours, ...rivals]) {
    for (
      const [what, found, wanted] of [
        ["seeds of noise", own.noise.length, noise.length],
        ["seeds of minibatches", own.data.length, noise.length],
        ["processes", own.times.length, times.length],
      ] as const
    ) {
      if (found !== wanted) {
        throw new RangeError(`${contender} with ${samples} samples has ${found} ${what}: wanted ${wanted}`);
      }
    }
  }
  return { seeds: noise.length, processes: times.length };
}

function at(values: readonly number[] | undefined, index: number): number {
  return values?.[index] as number;
}

/** A candidate whose K samples are independent draws: V_noise(K) = V_noise(1)/K, with times of its own. */
export function independentSamples(
  one: Candidate,
  { samples, times }: Pick<Candidate, "samples" | "times">,
): Candidate {
  return {
    ...one,
    ...{ samples, times },
    noise: one.noise.map(([even, odd]) => [even / samples, odd / samples]),
  };
}
