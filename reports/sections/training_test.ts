import assert from "node:assert/strict";
import { plainText } from "../html/document.ts";
import { fixtureRecords } from "../testing/fixtures.ts";
import { trainingSection } from "./training.ts";

Deno.test("what R2-G2 spends until RT's target follows its cost", () => {
  const found = (costRatio: number) =>
    trainingSection.findings(fixtureRecords({ only: ["training"], costRatio, boundGain: 0 })).map(plainText)
      .join("\n");
  assert.match(
    found(3),
    /Until 90 % of RT's improvement: .*vae2, steps 300: steps (1|0\.9|1\.0)\S* .*, time (3|2\.9|3\.0)\S* .*FLOPs (3|2\.9|3\.0)/,
  );
  assert.match(found(1), /vae2, steps 300: steps (1|0\.9|1\.0)\S* .*, time (1|0\.9|1\.0)/);
  assert.match(found(3), /\(6 of 6 seeds reach it\)/);
});
