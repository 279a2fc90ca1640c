import assert from "node:assert/strict";
import { breakEven, efficiencyOf, recommend } from "./recommend.ts";

const LATENT = { positions: undefined };

for (
  const [site, evidence, use] of [
    [{ positions: 1 }, { reduction: 500, costRatio: 0.5, share: 0.9 }, "lrt"],
    [LATENT, { reduction: 1, costRatio: 0.5, share: 0.9 }, "rt"],
    [LATENT, { reduction: 4, costRatio: 1.2, share: 0.9 }, "r2g2"],
    [LATENT, { reduction: 4, costRatio: 1.2, share: 0.1 }, "rt"],
    [{ positions: 4 }, { reduction: 100, costRatio: 1.5, share: 0.95 }, "r2g2"],
    [{ positions: 4 }, { reduction: 100, costRatio: 3, share: 0.5 }, "rt"],
    // Within a tenth: the simpler one.
    [LATENT, { reduction: 2, costRatio: 1.3, share: 0.5 }, "rt"],
  ] as const
) {
  Deno.test(`${JSON.stringify({ ...site, ...evidence })}: ${use}`, () => {
    assert.equal(recommend(site, evidence).use, use);
  });
}

Deno.test("at the share where R2-G2 begins to pay, variance × time is RT's", () => {
  const known = { reduction: 4, costRatio: 1.3 };
  const { share, costs, matches } = breakEven(known);
  assert.ok(Math.abs(efficiencyOf({ ...known, share }) - 1) < 1e-12);
  assert.deepEqual([costs, matches], [1.3, 4]);
  assert.ok(breakEven({ reduction: 2, costRatio: 3 }).share >= 1, "nowhere");
  assert.equal(breakEven({ reduction: 2, costRatio: 0.9 }).share, 0, "everywhere");
});
