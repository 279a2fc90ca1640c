import assert from "node:assert/strict";
import * as d from "./distributions.ts";
import { betaI, gammaP, gammaQ, logBeta, logGamma } from "./gamma.ts";

/** P(F > x) by the incomplete beta function (Abramowitz and Stegun 26.6.2). */
const fisher = (x: number, m: number, n: number) =>
  betaI(n / (n + m * x), { a: n / 2, b: m / 2, y: m * x / (n + m * x) });

/** Reference values by mpmath 1.3 with 50 digits; the classic ones also stand in Abramowitz and Stegun. */
const references: [name: string, found: number, expected: number, relative?: number][] = [
  ["P(Z > -1)", d.normalTail(-1), 0.84134474606854295],
  ["P(Z > 0.5)", d.normalTail(0.5), 0.3085375387259869],
  ["P(Z > 2)", d.normalTail(2), 0.022750131948179207],
  ["P(Z > 5)", d.normalTail(5), 2.8665157187919391e-7],
  ["P(Z > 10)", d.normalTail(10), 7.6198530241605261e-24],
  ["P(Z > 37)", d.normalTail(37), 5.7255712225245768e-300],
  ["z(0.025)", d.normalTailQuantile(0.025), 1.9599639845400542],
  ["z(0.3)", d.normalTailQuantile(0.3), 0.52440051270804078],
  ["z(5e-5)", d.normalTailQuantile(5e-5), 3.890591886413094],
  ["z(5e-13)", d.normalTailQuantile(5e-13), 7.1305068481713245],
  ["z(1e-300)", d.normalTailQuantile(1e-300), 37.047096299361199],
  ["Φ⁻¹(0.975)", d.normalQuantile(0.975), 1.9599639845400542],
  ["P(|t| > 12.706204736174705), 1", d.studentTwoSided(12.706204736174705, 1), 0.049999999999999999],
  ["P(|t| > 2.5), 4", d.studentTwoSided(2.5, 4), 0.066766544811988145],
  ["P(|t| > 10), 9", d.studentTwoSided(10, 9), 3.5782374319247358e-6],
  ["P(|t| > 7.1), 10000", d.studentTwoSided(7.1, 10000), 1.3324320532245417e-12],
  ["P(|t| > 7.1), 10000000", d.studentTwoSided(7.1, 10000000), 1.2476512697661555e-12, 1e-10],
  ["P(|t| > 30), 50", d.studentTwoSided(30, 50), 1.2380022795987266e-33],
  ["P(|t| > 0.001), 5", d.studentTwoSided(0.001, 5), 0.99924078677219765],
  ["P(F > 4), 3, 10", fisher(4, 3, 10), 0.041347681036082542],
  ["P(F > 1), 2, 2", fisher(1, 2, 2), 0.5],
  ["P(F > 0.1), 5, 1000", fisher(0.1, 5, 1000), 0.99210041289876639],
  ["P(F > 20), 10, 50", fisher(20, 10, 50), 3.3934133952512e-14],
  ["P(χ² > 3.84), 1", gammaQ(1 / 2, 3.84 / 2), 0.050043521248705099],
  ["P(χ² > 100), 10", gammaQ(10 / 2, 100 / 2), 5.4497019829205293e-17],
  ["P(χ² > 1000), 1000", gammaQ(1000 / 2, 1000 / 2), 0.49405285382923964],
  ["P(χ² > 0.01), 3", gammaQ(3 / 2, 0.01 / 2), 0.99973483494134439],
  ["P(χ² > 1005000), 1000000", gammaQ(1000000 / 2, 1005000 / 2), 0.00020767800946703003, 1e-12],
  ["ln Γ(0.1)", logGamma(0.1), 2.252712651734206],
  ["ln Γ(0.5)", logGamma(0.5), 0.57236494292470009],
  ["ln Γ(3.3)", logGamma(3.3), 0.98709857789473459],
  ["ln Γ(100)", logGamma(100), 359.1342053695754],
  ["ln Γ(1000000)", logGamma(1000000), 12815504.569147612],
  ["ln B(0.5, 5000000)", logBeta(0.5, 5000000), -7.1401092672744872],
  ["ln B(3, 4)", logBeta(3, 4), -4.0943445622221007],
  ["ln B(20, 30)", logBeta(20, 30), -33.968820791977383],
  ["ln B(0.5, 0.5)", logBeta(0.5, 0.5), 1.1447298858494002],
  ["tq", d.studentTwoSidedQuantile(0.05, 4), 2.7764451051977944],
  ["t", d.studentTwoSidedQuantile(1e-12, 10000), 7.1397589362759922, 1e-11],
];
for (const [name, found, expected, relative = 2e-13] of references) {
  Deno.test(`${name} = ${expected}`, () => {
    assert.ok(Math.abs(found - expected) <= relative * Math.abs(expected), `${found}`);
  });
}

Deno.test("quantiles invert the tails over their whole range", () => {
  for (const p of [1e-300, 1e-50, 1e-12, 1e-3, 0.2, 0.5, 0.9]) {
    assert.ok(Math.abs(d.normalTail(d.normalTailQuantile(p)) / p - 1) < 1e-11, `normal ${p}`);
    for (const degrees of [1, 2.5, 30, 1e5]) {
      if (degrees < 30 && p < 1e-50) continue; // the quantile itself overflows there
      const t = d.studentTwoSidedQuantile(p, degrees);
      assert.ok(Math.abs(d.studentTwoSided(t, degrees) / p - 1) < 1e-10, `Student ${p}, ${degrees}`);
    }
  }
});

Deno.test("tails and their complements sum to one", () => {
  for (const x of [0.01, 1, 5, 40]) {
    assert.ok(Math.abs(gammaP(4, x) + gammaQ(4, x) - 1) < 1e-14);
    const y = 1 / (1 + x);
    assert.ok(Math.abs(betaI(y, { a: 3, b: 7 }) + betaI(1 - y, { a: 7, b: 3 }) - 1) < 1e-14);
    assert.ok(Math.abs(d.normalCdf(x) + d.normalTail(x) - 1) < 1e-15);
    assert.equal(d.normalCdf(-x), d.normalTail(x));
  }
});

Deno.test("limits", () => {
  assert.equal(d.normalTailQuantile(0), Infinity);
  assert.equal(d.normalQuantile(0), -Infinity);
  assert.equal(d.studentTwoSided(Infinity, 4), 0);
  assert.equal(d.studentTwoSided(0, 4), 1);
  assert.equal(fisher(0, 2, 3), 1);
  assert.equal(gammaQ(3 / 2, 0 / 2), 1);
});

for (
  const [call, message] of [
    [() => d.normalQuantile(1.1), /probability is 1.1/],
    [() => d.normalQuantile(NaN), /probability is NaN/],
    [() => d.studentTwoSided(1, 0), /degrees of freedom are 0/],
    [() => logGamma(-1), /logGamma of -1/],
  ] as const
) {
  Deno.test(`out of range: ${message.source}`, () => {
    assert.throws(call, (error: Error) => error instanceof RangeError && message.test(error.message));
  });
}
