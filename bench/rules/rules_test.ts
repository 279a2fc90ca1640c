import assert from "node:assert/strict";
import { foldIn, type Key, key, normals } from "../../estimators/random/mod.ts";
import {
  bootstrapInterval,
  LOG_RATIO_MARGINS,
  mean,
  outcomesOf,
  sidesOf,
  standardDeviation,
} from "../stats/mod.ts";
import { meanOf } from "../stats/mod.ts";
import { readResults } from "../store/mod.ts";
import { seedDifferences, seedRatio } from "./draws.ts";
import { intervalSimulations } from "./intervals.ts";
import { drawn, populationsOf, smoothed } from "./populations.ts";
import { simulate, type Simulation } from "./simulation.ts";
import { verdictSimulations } from "./verdicts.ts";

const { records } = await readResults(["docs/results/standard"]);
const populations = populationsOf(records);

for (const simulation of [...intervalSimulations(populations), ...verdictSimulations(populations)]) {
  Deno.test(`kept by few simulations: ${simulation.name}`, () => {
    const { rate, kept } = simulate(simulation, 300);
    assert.ok(kept, `${rate}`);
  });
}

Deno.test("what covers or errs too often is found", () => {
  const found = (name: string, kind: Simulation["kind"], trial: (key: Key) => boolean) =>
    simulate({ name, kind, trial }, 1000).kept;
  const mouse = (k: Key) => normals(k, 5);
  assert.ok(
    !found("a percentile bootstrap of five seeds", "coverage", (k) => {
      const { low, high } = bootstrapInterval(mouse(k), mean, {
        key: k,
        resamples: 400,
        method: "percentile",
      });
      return low <= 0 && 0 <= high;
    }),
  );
  assert.ok(
    !found(
      "intervals of ten models, uncorrected",
      "error",
      (k) =>
        Array.from({ length: 10 }, (_, i) => meanOf(mouse(foldIn(k, i)))).some((estimate) =>
          sidesOf([estimate], 0)[0] !== "inconclusive"
        ),
    ),
  );
});

Deno.test("a rate is the same again, and its bound allows three standard errors", () => {
  const often = (share: number): Simulation => ({
    ...{ name: `${share}`, kind: "error" },
    trial: (k) => (drawn(k, { from: [...Array(1000).keys()], count: 1 })[0] as number) < 1000 * share,
  });
  assert.deepEqual(simulate(often(0.05), 2000), simulate(often(0.05), 2000));
  assert.ok(simulate(often(0.05), 2000).kept && !simulate(often(0.08), 2000).kept);
});

/** Share of trials in which a rule states what is true. */
function power(states: (key: Key) => boolean): number {
  return simulate({ name: "power", kind: "error", trial: states }, 400).rate;
}

Deno.test("power: of ten models with 40 % less variance five seeds find most, and none where there is no less", () => {
  const all = (truth: number, outcome: string) =>
    power((k) =>
      outcomesOf(
        Array.from(
          { length: 10 },
          (_, i) => seedRatio(populations, { key: foldIn(k, i), seeds: 5, truth }).log,
        ),
        LOG_RATIO_MARGINS,
      ).filter((own) => own === outcome).length >= 5
    );
  assert.ok(all(0.6, "less") > 0.8, `${all(0.6, "less")}`);
  assert.ok(all(1.8, "more") > 0.8, `${all(1.8, "more")}`);
  assert.equal(all(1, "less"), 0);
});

Deno.test("power: ten seeds equate two estimators whose log ratios spread by a twentieth", () => {
  const equated = power((k) => {
    const values = smoothed(k, { from: populations.variance, count: 10 }).map((z) => 0.05 * z);
    return outcomesOf([meanOf(values)], LOG_RATIO_MARGINS)[0] === "equivalent";
  });
  assert.ok(equated > 0.9, `${equated}`);
});

Deno.test("power: five seeds find two nats where seeds differ by .6; sign flips of five never do", () => {
  const found = power((k) => {
    const values = seedDifferences(populations, { key: k, seeds: 5, truth: 2, spread: 0.6 });
    return sidesOf([meanOf(values)], 0.5)[0] === "above";
  });
  assert.ok(found > 0.8, `${found}`);
});

Deno.test("populations are standardised, and smoothing keeps that", () => {
  for (const name of ["differences", "variance", "time"] as const) {
    const values = smoothed(key(1), { from: populations[name], count: 20_000 });
    assert.ok(Math.abs(mean(values)) < 0.05, `${name}: ${mean(values)}`);
    assert.ok(Math.abs(standardDeviation(values) - 1) < 0.05, `${name}: ${standardDeviation(values)}`);
  }
});

Deno.test("records without what a simulation needs are named", () => {
  assert.throws(() => populationsOf([]), /RangeError: the records hold nothing to draw variances from/);
});
