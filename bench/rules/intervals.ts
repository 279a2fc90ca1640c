/**
 * The intervals of the report, simulated at the numbers of units that the suites have.
 * @module
 */
import { foldIn } from "../../estimators/random/mod.ts";
import type { Key } from "../../estimators/random/mod.ts";
import {
  compareEfficiency,
  type Interval,
  meanInterval,
  median,
  medianInterval,
  productOf,
  ratioInterval,
  ratioOf,
  timeRatioInterval,
} from "../stats/mod.ts";
import { meanOf } from "../stats/mod.ts";
import { candidate, pairsAt, seedDifferences, seedRatio, SPREAD } from "./draws.ts";
import { drawn, type Paired, type Populations, smoothed } from "./populations.ts";
import type { Simulation } from "./simulation.ts";

/** Every interval; the suites have 3, 5 and 10 seeds, 10 processes, 24 to 64 pairs and 40 rounds. */
export function intervalSimulations(populations: Populations): Simulation[] {
  return [
    ...[3, 5, 10].map((seeds) =>
      covering(
        `mean difference, ${seeds} seeds`,
        0,
        (key) => meanInterval([seedDifferences(populations, { key, seeds, truth: 0, spread: 1 })]),
      )
    ),
    ...[5, 10].map((seeds) =>
      covering(
        `variance ratio, ${seeds} seeds`,
        0.8,
        (key) => seedRatio(populations, { key, seeds, truth: 0.8 }),
      )
    ),
    covering("variance ratio, 5 seeds of 16 pairs", 0.8, (key) => seedsOfPairs(populations, key)),
    ...[24, 32, 64].map((count) =>
      covering(`variance ratio, 1 seed of ${count} pairs`, 0.8, (key) => {
        const { top, bottom } = pairsAt(one(populations.variances, key), { key, count, truth: 0.8 });
        return ratioInterval([top], [bottom]);
      })
    ),
    ...[5, 10].map((processes) =>
      covering(`time ratio, ${processes} processes`, 1.2, (key) => timeRatio(populations, { key, processes }))
    ),
    timesOfOneProcess(populations),
    ...[3, 5].map((seeds) =>
      covering(`variance × time, ${seeds} seeds, 10 processes`, 0.8 * 1.2, (key) =>
        productOf(
          seedRatio(populations, { key: foldIn(key, 0), seeds, truth: 0.8 }),
          timeRatio(populations, { key: foldIn(key, 1), processes: 10 }),
        ))
    ),
    covering("median, 40 values", 0, (key) => medianOfValues(populations, key)),
    covering(
      "best of 8 against best of 24, 5 seeds, 10 processes",
      1,
      (key) => bestAgainstBest(populations, key),
    ),
  ];
}

function covering(name: string, truth: number, interval: (key: Key) => Interval): Simulation {
  return {
    ...{ name, kind: "coverage" },
    trial(key) {
      const { low, high } = interval(key);
      return low <= truth && truth <= high;
    },
  };
}

/** One member, by a key that nothing else uses. */
function one<T>(from: readonly T[], key: Key): T {
  return drawn(foldIn(key, 1_000_000), { from, count: 1 })[0] as T;
}

function seedsOfPairs(populations: Populations, key: Key): Interval {
  const place = one(populations.variances, key);
  const seeds = smoothed(foldIn(key, 0), { from: populations.variance, count: 5 }).map((z, seed) =>
    pairsAt(place, { key: foldIn(key, 1 + seed), count: 16, truth: 0.8 * Math.exp(SPREAD.seed * z) })
  );
  return ratioInterval(seeds.map(({ top }) => top), seeds.map(({ bottom }) => bottom));
}

function timeRatio(populations: Populations, { key, processes }: { key: Key; processes: number }) {
  const values = smoothed(key, { from: populations.time, count: processes });
  return ratioOf(meanOf(values.map((z) => Math.log(1.2) + SPREAD.process * z)));
}

function timesOfOneProcess({ times }: Populations): Simulation {
  const ratios = new Map(times.map((pair) => [pair, ratiosOf(pair)]));
  const medians = new Map(times.map((pair) => [pair, median(ratiosOf(pair))]));
  return {
    ...{ name: "time ratio, 1 process of 40 rounds", kind: "coverage" },
    trial(key) {
      const pair = one(times, key);
      const chosen = drawn(key, { from: ratios.get(pair) as number[], count: 40 });
      const { low, high } = timeRatioInterval([chosen], [chosen.map(() => 1)]);
      const truth = medians.get(pair) as number;
      return low <= truth && truth <= high;
    },
  };
}

function ratiosOf({ top, bottom }: Paired): number[] {
  return top.map((value, i) => value / (bottom[i] as number));
}

/** Of standardised stragglers less their own median, whose median is 0. */
function medianOfValues({ time }: Populations, key: Key): Interval {
  centres.has(time) || centres.set(time, median(time));
  const centre = centres.get(time) as number;
  return medianInterval(drawn(key, { from: time, count: 40 }).map((value) => value - centre));
}

const centres = new WeakMap<readonly number[], number>();

/** All contenders are equal in truth: the hardest case, in which each half flatters another one. */
function bestAgainstBest(populations: Populations, key: Key): Interval {
  const side = (names: number, offset: number) =>
    Array.from({ length: names }, (_, name) =>
      [1, 2, 4, 8].map((samples) =>
        candidate(populations, {
          key: foldIn(foldIn(key, offset + name), samples),
          ...{ seeds: 5, processes: 10, contender: `${offset + name}`, samples },
        })
      )).flat();
  return compareEfficiency(side(2, 0), side(6, 2)).ratio;
}
