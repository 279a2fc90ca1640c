import assert from "node:assert/strict";
import { recommend } from "./recommend.ts";

const about = (value: number, width = 0.05) => ({
  value,
  low: value * (1 - width),
  high: value * (1 + width),
});
const contending = (label: string, value: number, { ours = false, unbiased = true, width = 0.05 } = {}) => ({
  contender: { label, ours, unbiased },
  comparison: { ratio: about(value, width) },
});
const R2G2 = (value: number) => contending("R2-G2", value, { ours: true });

for (
  const [name, identical, best, contenders, use] of [
    ["nothing compared", false, undefined, [], "not measured"],
    ["nobody better", false, 1.2, [R2G2(1.1), contending("LRT", 0.95)], "RT"],
    ["better than all", false, 0.7, [R2G2(0.5), contending("LRT", 0.8)], "R2-G2"],
    ["as good as another", false, 1, [R2G2(0.5), contending("LRT", 0.5)], "LRT"],
    ["better, and no other is", false, 0.95, [R2G2(0.8), contending("LRT", 1)], "R2-G2"],
    ["less by chance alone", false, 0.7, [contending("R2-G2", 0.8, { ours: true, width: 0.3 })], "RT"],
    ["identical", true, 0.7, [R2G2(0.5)], "RT"],
    ["a biased one", false, undefined, [contending("Biased", 0.2, { unbiased: false })], "RT"],
  ] as const
) {
  Deno.test(`${name}: ${use}`, () => {
    const againstBest = best === undefined ? undefined : { ratio: about(best) };
    assert.equal(recommend({ identical, againstBest }, contenders).use, use);
  });
}
