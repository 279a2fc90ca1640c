import assert from "node:assert/strict";
import { foldIn, key, normals } from "../../estimators/random/mod.ts";
import { fitPowers } from "./fit.ts";

const sizes = [8, 16, 32, 64, 128, 256];

/** The fit of one size. */
function fitOne(x: readonly number[], y: readonly number[]) {
  const { exponents, ...rest } = fitPowers(x.map((size, i) => ({ sizes: { x: size }, value: y[i]! })));
  return { exponent: exponents["x"]!, ...rest };
}

Deno.test("coverage of the exponent's interval under log-normal scatter", () => {
  const trials = 1000;
  let hits = 0;
  for (let i = 0; i < trials; i++) {
    const noise = normals(foldIn(key(1), i), sizes.length);
    const { exponent } = fitOne(
      sizes,
      sizes.map((x, k) => 5 * x ** 1.5 * Math.exp(0.2 * (noise[k] as number))),
    );
    if (exponent.low <= 1.5 && 1.5 <= exponent.high) hits++;
  }
  assert.ok(Math.abs(hits / trials - 0.95) < 4 * Math.sqrt(0.05 * 0.95 / trials), `${hits}`);
});

Deno.test("an exact law has an interval of no width and explains everything", () => {
  const { exponent, factor, r2 } = fitOne(sizes, sizes.map((x) => 3 / x));
  assert.ok(Math.abs(exponent.value + 1) < 1e-12 && exponent.high - exponent.low < 1e-6);
  assert.ok(Math.abs(factor - 3) < 1e-12 && Math.abs(r2 - 1) < 1e-12);
});

Deno.test("scatter shows in r2", () => {
  const { r2, exponent } = fitOne([1, 2, 4, 8], [1, 1, 1, 1].map((_, i) => i % 2 === 0 ? 1 : 10));
  assert.ok(r2 < 0.5 && exponent.low < 0 && exponent.high > 0);
});

for (
  const [call, message] of [
    [() => fitOne([1, 2], [1, 2]), /2 values for 1 exponents: wanted 3/],
    [() => fitOne([1, 0, 3], [1, 2, 3]), /x\[1\] is 0/],
    [() => fitOne([1, 2, 3], [1, 2, NaN]), /value\[2\] is NaN/],
    [() => fitOne([2, 2, 2], [1, 2, 3]), /x do not vary independently/],
  ] as const
) {
  Deno.test(`bad input: ${message.source}`, () => {
    assert.throws(call, (error: Error) => error instanceof RangeError && message.test(error.message));
  });
}

const GRID = [2, 4, 8].flatMap((m) => [10, 20, 40].map((n) => ({ m, n })));

Deno.test("several sizes: exact powers are found, with the factor", () => {
  const { exponents, factor, r2 } = fitPowers(GRID.map((sizes) => (
    { sizes, value: 5 * sizes.m ** 1.5 * sizes.n ** -0.5 }
  )));
  assert.ok(
    Math.abs(exponents["m"]!.value - 1.5) < 1e-12 && Math.abs(exponents["n"]!.value + 0.5) < 1e-12,
  );
  assert.ok(Math.abs(factor - 5) < 1e-10 && Math.abs(r2 - 1) < 1e-12);
});

// Least squares of log y on log x, written out.
Deno.test("of one size it is the line through the logarithms", () => {
  const [x, y] = [[1, 2, 4, 9], [3, 5, 13, 20]];
  const [u, v] = [x.map(Math.log), y.map(Math.log)];
  const average = (values: number[]) => values.reduce((total, value) => total + value, 0) / values.length;
  const products = (a: number[], b: number[]) =>
    a.reduce((total, value, i) => total + (value - average(a)) * (b[i]! - average(b)), 0);
  const slope = products(u, v) / products(u, u);
  const residual = products(v, v) - slope * products(u, v);
  const half = 4.302652729911275 * Math.sqrt(residual / 2 / products(u, u)); // Student's quantile, two degrees
  const { exponent, factor, r2 } = fitOne(x, y);
  assert.ok(Math.abs(exponent.value - slope) < 1e-12);
  assert.ok(
    Math.abs(exponent.low - (slope - half)) < 1e-9 && Math.abs(exponent.high - (slope + half)) < 1e-9,
  );
  assert.ok(Math.abs(factor / Math.exp(average(v) - slope * average(u)) - 1) < 1e-12);
  assert.ok(Math.abs(r2 - (1 - residual / products(v, v))) < 1e-12);
});

Deno.test("several sizes: intervals cover the truth as often as they say", () => {
  let hits = 0;
  const trials = 400;
  for (let trial = 0; trial < trials; trial++) {
    const noise = normals(foldIn(key(11), trial), GRID.length);
    const { exponents } = fitPowers(
      GRID.map((sizes, i) => ({ sizes, value: sizes.m ** 2 * sizes.n * Math.exp(0.3 * noise[i]!) })),
      { level: 0.9 },
    );
    if (exponents["m"]!.low <= 2 && 2 <= exponents["m"]!.high) hits++;
  }
  assert.ok(Math.abs(hits / trials - 0.9) < 4 * Math.sqrt(0.09 / trials), `${hits} of ${trials}`);
});

const unfit: [what: string, points: Parameters<typeof fitPowers>[0], message: RegExp][] = [
  [
    "too few values",
    GRID.slice(0, 3).map((sizes) => ({ sizes, value: 1 })),
    /3 values for 2 exponents: wanted 4/,
  ],
  [
    "sizes that grow together",
    [1, 2, 3, 4, 5].map((m) => ({ sizes: { m, n: m * m }, value: m })),
    /independently/,
  ],
  [
    "a size that does not vary",
    [1, 2, 3, 4, 5].map((m) => ({ sizes: { m, n: 3 }, value: m })),
    /independently/,
  ],
  ["a value of zero", GRID.map((sizes) => ({ sizes, value: 0 })), /value\[0\] is 0/],
];
for (const [what, points, message] of unfit) {
  Deno.test(`several sizes: ${what} is refused`, () => assert.throws(() => fitPowers(points), message));
}
