import assert from "node:assert/strict";
import { fixtureRecords } from "../fixtures.ts";
import { trainingTable } from "./table.ts";
import { findingsOf, tableOf } from "../testing.ts";
import { trainingReport } from "./index.ts";

Deno.test("what R2-G2 spends until RT's target follows its cost", () => {
  const found = (costRatio: number) =>
    findingsOf(trainingReport, fixtureRecords({ only: ["training"], costRatio, boundGain: 0 }))
      .join("\n");
  assert.match(
    found(3),
    /Until 90 % of RT's improvement: .*vae2, 300 steps: steps (1|0\.9|1\.0)\S* .*, time (3|2\.9|3\.0)\S* .*FLOPs (3|2\.9|3\.0)/,
  );
  assert.match(found(1), /vae2, 300 steps: steps (1|0\.9|1\.0)\S* .*, time (1|0\.9|1\.0)/);
  assert.match(found(3), /\(6 of 6 seeds reach it\)/);
});

Deno.test("runs that end alike to the last bit are called so, without p or interval; others have both", () => {
  const records = fixtureRecords({ only: ["training"], boundGain: 0.8 });
  const others = findingsOf(trainingReport, records).join("\n");
  assert.match(
    others,
    /vae2, 300 steps: the final test bound of R2-G2 minus that of RT is 0\.\d+ \[.*\] nats/,
  );
  assert.match(
    others,
    /: p = \S+ \(Student, Holm, read at 0\.03\); by sign flips p = 0\.\d+, smallest possible 0\.031\./,
  );
  const twins = records.filter(({ estimator }) => estimator === "rt")
    .flatMap((record) => [record, { ...record, estimator: "r2g2" }]);
  const same = findingsOf(trainingReport, twins).join("\n");
  assert.match(same, /vae2, 300 steps: .* is exactly 0 over 6 paired seeds: they are bit-identical\./);
  assert.doesNotMatch(same, /Holm/);
  assert.ok(tableOf(trainingReport, trainingTable, twins).rows.some((row) => row[5] === "identical"));
});
