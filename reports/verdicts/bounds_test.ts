import assert from "node:assert/strict";
import type { BenchRecord } from "../../bench/store/mod.ts";
import { fixtureRecords } from "../experiments/fixtures.ts";
import { hierarchicalClaim } from "./bounds.ts";

const LONG = { only: ["replication"], steps: 10_000, seeds: 12 };

/** Runs of R2-G2 as those of conjugate gradients. */
function asPublished(records: readonly BenchRecord[]): BenchRecord[] {
  return records.filter(({ estimator }) => estimator === "r2g2").map((record) => ({
    ...record,
    estimator: "r2g2-cg",
  }));
}

Deno.test("either form of R2-G2 can make the claim hold, and both must fail to refute it", () => {
  const [better, worse] = [0.8, -2].map((boundGain) => fixtureRecords({ ...LONG, boundGain })) as [
    BenchRecord[],
    BenchRecord[],
  ];
  const verdict = (records: BenchRecord[]) => hierarchicalClaim.judge(records).verdict;
  assert.equal(verdict([...worse, ...asPublished(better)]), "holds");
  assert.equal(verdict([...better, ...asPublished(worse)]), "holds");
  assert.equal(verdict([...worse, ...asPublished(worse)]), "does not hold");
  const unclear = fixtureRecords({ ...LONG, seeds: 3, boundGain: 0.8 });
  assert.equal(verdict([...unclear, ...asPublished(worse)]), "not decided");
});

Deno.test("runs that are RT's bit for bit are called so, and refute the claim with few seeds", () => {
  const records = fixtureRecords({ ...LONG, seeds: 3 });
  const identical = records.filter(({ model }) => model === "vae2").flatMap((record) =>
    record.estimator === "rt" ? [record, { ...record, estimator: "r2g2" }] : []
  );
  const { verdict, evidence } = hierarchicalClaim.judge(identical);
  assert.equal(verdict, "does not hold");
  assert.equal(evidence, "vae2, 10000 steps, R2-G2: exactly the bounds of RT over 3 seeds.");
});
