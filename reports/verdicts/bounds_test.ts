import assert from "node:assert/strict";
import type { BenchRecord } from "../../bench/store/mod.ts";
import { fixtureRecords } from "../experiments/fixtures.ts";
import { verdictInWords } from "../experiments/claim.ts";
import { hierarchicalClaim } from "./bounds.ts";

const LONG = { only: ["replication"], steps: 100_000, seeds: 12 };

/** Runs of R2-G2 as those of conjugate gradients. */
function asPublished(records: readonly BenchRecord[]): BenchRecord[] {
  return records.filter(({ estimator }) => estimator === "r2g2").map((record) => ({
    ...record,
    estimator: "r2g2-cg",
  }));
}

Deno.test("either form of R2-G2 can make the claim hold, and both must fail to refute it", () => {
  const [better, worse] = [1, -2].map((boundGain) => fixtureRecords({ ...LONG, boundGain })) as [
    BenchRecord[],
    BenchRecord[],
  ];
  const verdict = (records: BenchRecord[]) => hierarchicalClaim.judge(records).verdict;
  assert.equal(verdict([...worse, ...asPublished(better)]), "holds");
  assert.equal(verdict([...better, ...asPublished(worse)]), "holds");
  assert.equal(verdict([...worse, ...asPublished(worse)]), "does not hold");
  const unclear = fixtureRecords({ ...LONG, seeds: 3, boundGain: 0.55 });
  assert.equal(verdict([...unclear, ...asPublished(worse)]), "inconclusive");
});

/** The two-layer VAE's runs as a three-layer one's. */
function threeLayers(records: readonly BenchRecord[]): BenchRecord[] {
  return records.filter(({ model }) => model === "vae2").map((record) => ({ ...record, model: "vae3" }));
}

Deno.test("two models that gain nine nats over five seeds decide; one that gains and one that does not are mixed", () => {
  const runs = (boundGain: number) => fixtureRecords({ ...LONG, seeds: 5, boundGain });
  const both = hierarchicalClaim.judge([...runs(9), ...threeLayers(runs(9))]);
  assert.equal(both.verdict, "holds");
  assert.match(both.scope, /^vae2, vae3; 5 seeds; after 100000 steps$/);
  const one = hierarchicalClaim.judge([...runs(0), ...threeLayers(runs(9))]);
  assert.equal(one.verdict, "mixed");
  assert.match(one.detail ?? "", /^holds for vae3 in 100000 steps; does not hold for vae2 in 100000 steps$/);
});

Deno.test("a tenth of the paper's steps does not refute the paper", () => {
  const runs = (steps: number) => fixtureRecords({ ...LONG, steps, boundGain: -9 });
  const verdict = (steps: number) => verdictInWords(hierarchicalClaim.judge(runs(steps)));
  assert.equal(verdict(10_000), "not reproduced in 10000 steps");
  assert.equal(verdict(100_000), "does not hold");
  assert.equal(verdict(3000), "not measured: 3000 steps, needs 10000");
});

Deno.test("too few seeds are told, and what an open interval would need", () => {
  const of = (seeds: number, boundGain: number) =>
    verdictInWords(hierarchicalClaim.judge(fixtureRecords({ ...LONG, seeds, boundGain })));
  assert.equal(of(2, 9), "not measured: 2 seeds, needs 3");
  assert.match(
    of(4, 0.6),
    /^inconclusive: open for vae2 in 100000 steps \((about \d+ seeds would decide|it lies)/,
  );
});

Deno.test("runs that are RT's bit for bit are called so, and refute the claim with few seeds", () => {
  const records = fixtureRecords({ ...LONG, seeds: 3 });
  const identical = records.filter(({ model }) => model === "vae2").flatMap((record) =>
    record.estimator === "rt" ? [record, { ...record, estimator: "r2g2" }] : []
  );
  const { verdict, evidence } = hierarchicalClaim.judge(identical);
  assert.equal(verdict, "does not hold");
  assert.equal(evidence, "vae2, 100000 steps, R2-G2: exactly the bounds of RT over 3 seeds.");
});
