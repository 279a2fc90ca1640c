import assert from "node:assert/strict";
import type { ExperimentName } from "../../bench/experiments/contracts.ts";
import { fixtureRecords } from "../experiments/fixtures.ts";
import { ALL_REPORTS, REPORTS } from "../experiments/registry.ts";
import type { FixtureOptions } from "../testing/record.ts";
import { verdictsInBrief } from "./verdict_blocks.ts";
import { judgeClaims } from "../verdicts/registry.ts";

const answer = (name: ExperimentName, options: FixtureOptions = {}) => {
  const { inBrief, rows } = REPORTS[name];
  return inBrief(rows(fixtureRecords({ only: [name], pairs: 12, ...options })));
};

Deno.test.each<[ExperimentName, FixtureOptions, RegExp]>([
  ["equal_cost", { gain: 20 }, /^at equal time R2-G2 has less variance than RT in \d+ of \d+ comparisons/],
  ["equal_cost", { gain: 2, costRatio: 30 }, /^at equal time R2-G2 has more variance than RT in/],
  ["correlated", {}, /^at equal time R2-G2 /],
  ["gradient_variance", { gain: 20 }, /^R2-G2 has 0\.3\d+ to 1 times the variance of RT$/],
  ["cost", { costRatio: 3 }, /^R2-G2 takes 1\.\d+ to 3\.\d+ times the time of RT$/],
  [
    "training",
    { boundGain: 0, costRatio: 1, seeds: 6 },
    /^no difference to RT is distinguished from chance in 6 comparisons$/,
  ],
  [
    "training",
    { boundGain: 9, seeds: 12 },
    /^beyond chance, R2-G2 ends better than RT in 2 and worse in 1 of 6/,
  ],
  [
    "training",
    { boundGain: -9, seeds: 12 },
    /^beyond chance, R2-G2 ends better than RT in 0 and worse in [1-9]/,
  ],
  [
    "training",
    { boundGain: -20, costRatio: 1, seeds: 5 },
    /^beyond chance, R2-G2 ends better than RT in 0 and worse in 2 of 6/,
  ],
  [
    "training",
    { boundGain: -20, seeds: 1 },
    /^too few seeds to distinguish any difference to RT from chance$/,
  ],
  [
    "where_it_helps",
    { gain: 1000 },
    /^where n > m, R2-G2 divides the variance of the scale's gradient by 16 to 784$/,
  ],
  ["solver_fidelity", {}, /^solved exactly, R2-G2 is RT sample by sample in \d of \d checkpoints?$/],
  ["layer_choice", { gain: 20 }, /^least variance × time: 0\.\d+ of RT's \(mlp-small, \w+\)$/],
  ["unbiasedness", {}, /^no bias found in \d+ tests$/],
  ["replication", { steps: 300 }, /^our runs are of other lengths than the paper's/],
  ["replication", { steps: 100_000 }, /^ours agrees with the paper in the only figure of R2-G2$/],
  [
    "replication",
    { steps: 100_000, boundGain: -30 },
    /^ours agrees with the paper in 0 of 1 figure of R2-G2$/,
  ],
])("%s with %j", (experiment, options, expected) => {
  assert.match(answer(experiment, options) ?? "", expected);
});

Deno.test("without records there is no answer, and verdicts are all counted", () => {
  for (const { contract, inBrief, rows } of ALL_REPORTS) {
    assert.equal(inBrief(rows([])), undefined, contract.name);
  }
  const claims = judgeClaims(fixtureRecords({ pairs: 6 }));
  const counts = [...verdictsInBrief(claims).matchAll(/(\d+) × /g)].map(([, count]) => Number(count));
  assert.equal(counts.reduce((sum, count) => sum + count, 0), claims.length);
});
