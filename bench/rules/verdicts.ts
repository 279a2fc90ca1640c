/**
 * The rules of verdicts, simulated where they err most: with truths at their margins.
 * @module
 */
import { foldIn, type Key } from "../../estimators/random/mod.ts";
import {
  FAMILY_LEVEL,
  holmByFamily,
  LOG_RATIO_MARGINS,
  meanOf,
  type Outcome,
  outcomeOf,
  outcomesOf,
  pairedDifference,
  RATIO_MARGINS,
  ratioInterval,
  sidesOf,
  unbiasednessTest,
} from "../stats/mod.ts";
import { pairsAt, seedDifferences, seedRatio } from "./draws.ts";
import { drawn, type Populations } from "./populations.ts";
import type { Simulation } from "./simulation.ts";

const MARGIN_NATS = 0.5;
const AT_MOST = 1.05;
const ERROR_RATE = 0.05;

/** Every rule; a trial errs where anything is stated that is false. */
export function verdictSimulations(populations: Populations): Simulation[] {
  return [
    ...[0.9, 1, 1 / 0.9, 1.5].map((truth) =>
      erring(
        `worth it, 5 seeds, true ratio ${truth.toFixed(2)}`,
        (key) => isFalse(outcomeOf(seedRatio(populations, { key, seeds: 5, truth }), RATIO_MARGINS), truth),
      )
    ),
    ...[3, 5].map((seeds) =>
      erring(
        `10 models in one column, ${seeds} seeds`,
        (key) => column(populations, { key, seeds, truths: MIXED }),
      )
    ),
    erring(
      "4 layers, 5 seeds, all at the margin",
      (key) => column(populations, { key, seeds: 5, truths: [0.9, 0.9, 0.9, 0.9] }),
    ),
    ...[3, 5, 10].map((seeds) =>
      erring(
        `bounds, 4 comparisons of ${seeds} seeds, all at the margin`,
        (key) => bounds(populations, { key, seeds }),
      )
    ),
    erring("variance at most RT's, 20 ratios of 64 pairs", (key) => atMost(populations, key)),
    erring("LRT is R2-G2, 20 ratios of 64 pairs", (key) => equality(populations, key)),
    erring("unbiased, 20 coordinates of 64 batch means", (key) => biased(populations, key)),
    ...[5, 10].map((seeds) =>
      erring(
        `6 differences after training in one column, ${seeds} seeds`,
        (key) => training(populations, { key, seeds, by: "p" }),
      )
    ),
    erring(
      "1 difference by sign flips, 10 seeds",
      (key) => training(populations, { key, seeds: 10, by: "flipP" }),
    ),
  ];
}

function erring(name: string, trial: (key: Key) => boolean): Simulation {
  return { name, kind: "error", trial };
}

/** Whether an outcome is false of a ratio; one at a margin is equivalent. */
function isFalse(outcome: Outcome | undefined, truth: number): boolean {
  const [low, high] = [RATIO_MARGINS.low - 1e-9, RATIO_MARGINS.high + 1e-9];
  if (outcome === "less") return truth >= low;
  if (outcome === "more") return truth <= high;
  return outcome === "equivalent" && (truth < low || truth > high);
}

const MIXED = [0.9, 0.9, 1 / 0.9, 1 / 0.9, 1, 1, 0.85, 1.2, 0.5, 2];

function column(
  populations: Populations,
  { key, seeds, truths }: { key: Key; seeds: number; truths: readonly number[] },
): boolean {
  const logs = truths.map((truth, i) => seedRatio(populations, { key: foldIn(key, i), seeds, truth }).log);
  return outcomesOf(logs, LOG_RATIO_MARGINS).some((outcome, i) => isFalse(outcome, truths[i] as number));
}

/** At the margin itself neither side is true. */
function bounds(populations: Populations, { key, seeds }: { key: Key; seeds: number }): boolean {
  const means = [0, 1, 2, 3].map((i) =>
    meanOf(seedDifferences(populations, { key: foldIn(key, i), seeds, truth: MARGIN_NATS, spread: 0.6 }))
  );
  return sidesOf(means, MARGIN_NATS).some((side) => side !== "inconclusive");
}

/** Ratios at places of their own, all with one truth. */
function ratiosAt(populations: Populations, { key, truth }: { key: Key; truth: (i: number) => number }) {
  const places = drawn(foldIn(key, 1_000_000), { from: populations.variances, count: 20 });
  return places.map((place, i) => {
    const { top, bottom } = pairsAt(place, { key: foldIn(key, i), count: 64, truth: truth(i) });
    return ratioInterval([top], [bottom]);
  });
}

function atMost(populations: Populations, key: Key): boolean {
  const ratios = ratiosAt(populations, { key, truth: () => AT_MOST });
  const sides = sidesOf(ratios.map(({ log }) => log), Math.log(AT_MOST));
  return sides.includes("above") || ratios.slice(0, 4).every(({ high }) => high < AT_MOST);
}

function equality(populations: Populations, key: Key): boolean {
  const truth = (i: number) => (i % 2 === 0 ? RATIO_MARGINS.low : RATIO_MARGINS.high);
  const logs = ratiosAt(populations, { key, truth }).map(({ log }) => log);
  return outcomesOf(logs, LOG_RATIO_MARGINS).some((outcome, i) => isFalse(outcome, truth(i)));
}

function biased({ gradients }: Populations, key: Key): boolean {
  const coordinates = drawn(foldIn(key, 1_000_000), { from: gradients, count: 20 }).map((from, i) =>
    drawn(foldIn(key, i), { from, count: 64 })
  );
  const rows = Array.from({ length: 64 }, (_, row) => coordinates.map((values) => values[row] as number));
  return unbiasednessTest(rows, coordinates.map(() => 0), { familyErrorRate: ERROR_RATE }).rejected;
}

function training(
  populations: Populations,
  { key, seeds, by }: { key: Key; seeds: number; by: "p" | "flipP" },
): boolean {
  const models = by === "p" ? [0, 1, 2, 3, 4, 5] : [0];
  const differences = models.map((i) => {
    const own = seedDifferences(populations, { key: foldIn(key, i), seeds, truth: 0, spread: 1 });
    return pairedDifference(own, own.map(() => 0));
  });
  const adjusted = holmByFamily(differences, { family: () => "", p: (difference) => difference[by] });
  const level = models.length > 1 ? FAMILY_LEVEL : ERROR_RATE;
  return [...adjusted.values()].some((p) => p <= level);
}
