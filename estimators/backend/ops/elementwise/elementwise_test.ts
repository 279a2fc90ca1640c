import assert from "node:assert/strict";
import { key, uniforms } from "../../../random/mod.ts";
import type { Kernels } from "../../wasm/functions.ts";
import { Arena, ulpDistance } from "../../wasm/testing.ts";

/** Zeros, infinities, NaN, ends of the normal and denormal ranges, and where functions change regime. */
const special = [
  ...[0, Infinity, 1, 2 ** -149, 3 * 2 ** -149, 2 ** -127, 2 ** -126, 3.4028234663852886e38, 1e-20, 1e20],
  ...[0.34657359, 0.70710678, 1.41421356, 9.01, 20, 87.3, 88.72, 88.73, 103.2, 103.97, 104.5, 2 ** -12],
].flatMap((x) => [x, -x]).concat(NaN);

/** Values spread over magnitudes: ±2^[low, high). */
function spread(seed: number, [low, high]: [number, number], count = 40_001): number[] {
  const u = uniforms(key(seed), 2 * count);
  return Array.from({ length: count }, (_, i) => {
    const sign = (u[2 * i] ?? 0) < 0.5 ? -1 : 1;
    return sign * 2 ** (low + (high - low) * (u[2 * i + 1] ?? 0));
  });
}

const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const sigmoid = (x: number): number => x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));

const unary: {
  name: "exp" | "log" | "tanh" | "sigmoid" | "softplus";
  exact: (x: number) => number;
  /** Bound on the error, units in the last place. */
  ulps: number;
}[] = [
  { name: "exp", exact: Math.exp, ulps: 1.1 },
  { name: "log", exact: Math.log, ulps: 1.1 },
  { name: "tanh", exact: Math.tanh, ulps: 2.5 },
  { name: "sigmoid", exact: sigmoid, ulps: 2.5 },
  { name: "softplus", exact: softplus, ulps: 2.5 },
];

for (const { name, exact, ulps } of unary) {
  Deno.test(`${name} is within ${ulps} ulp of float64, specials included`, () => {
    const values = [...special, ...spread(1, [-12, 7.1]), ...spread(2, [-149, 128])];
    const x = Float32Array.from(values);
    const arena = new Arena();
    const [from, to] = [arena.put(x), arena.reserve(x.length)];
    arena.kernels[name](from, to, x.length);
    const out = arena.read(to, x.length);
    let worst = 0;
    x.forEach((value, i) => {
      const distance = ulpDistance(out[i]!, exact(value));
      assert.ok(distance <= ulps, `${name}(${value}) = ${out[i]}, ${distance} ulp from ${exact(value)}`);
      worst = Math.max(worst, distance);
    });
    assert.ok(worst > 0, "an error of nothing at all was measured: is the test blind?");
  });
}

Deno.test("signed zeros are those of Math", () => {
  for (const { name, exact } of unary) {
    const arena = new Arena();
    const at = arena.put([-0, 0]);
    arena.kernels[name](at, at, 2);
    assert.deepEqual([...arena.read(at, 2)].map(Object.is.bind(null, -0)), [
      Object.is(Math.fround(exact(-0)), -0),
      false,
    ], name);
  }
});

const binary: {
  name: "tanhGradient" | "reluGradient" | "softplusGradient";
  exact: (dy: number, other: number) => number;
  ulps: number;
}[] = [
  { name: "tanhGradient", exact: (dy, y) => dy * (1 - y) * (1 + y), ulps: 2.5 },
  { name: "reluGradient", exact: (dy, y) => y > 0 ? dy : 0, ulps: 0 },
  { name: "softplusGradient", exact: (dy, x) => dy * sigmoid(x), ulps: 3.5 },
];

for (const { name, exact, ulps } of binary) {
  Deno.test(`${name} is within ${ulps} ulp of float64`, () => {
    const dy = Float32Array.from(spread(3, [-8, 8], 4001));
    const other = Float32Array.from(spread(4, [-20, 0], 4001));
    const arena = new Arena();
    const [a, b, to] = [arena.put(dy), arena.put(other), arena.reserve(dy.length)];
    arena.kernels[name](a, b, to, dy.length);
    arena.read(to, dy.length).forEach((got, i) => {
      const want = exact(dy[i]!, other[i]!);
      const distance = ulpDistance(got, want);
      assert.ok(distance <= ulps, `${name}(${dy[i]}, ${other[i]}) = ${got}, wanted ${want}`);
    });
  });
}

Deno.test("any length works, gives what longer arrays give, and writes nothing behind its end", () => {
  const names: (keyof Kernels)[] = [...unary.map(({ name }) => name), ...binary.map(({ name }) => name)];
  const values = Float32Array.from(spread(5, [-6, 3], 40));
  for (const name of names) {
    const isBinary = binary.some((row) => row.name === name);
    const apply = (length: number): Float32Array => {
      const arena = new Arena();
      const [from, to] = [arena.put(values), arena.reserve(40)];
      // deno-lint-ignore no-explicit-any -- unary and binary kernels in one loop
      const kernel = arena.kernels[name] as any;
      if (isBinary) kernel(from, from, to, length);
      else kernel(from, to, length);
      return arena.read(to, 40).slice();
    };
    const all = apply(40);
    for (let length = 0; length <= 13; length++) {
      const out = apply(length);
      assert.deepEqual(out.subarray(0, length), all.subarray(0, length), `${name}, length ${length}`);
      assert.ok(out.subarray(length).every(Number.isNaN), `${name}, length ${length}: wrote behind`);
    }
  }
});

Deno.test("adam is the published algorithm, in place, at any length", () => {
  const [beta1, beta2, epsilon, learningRate] = [0.9, 0.999, 1e-8, 3e-4];
  for (const length of [1, 4, 7, 1000]) {
    const start = (seed: number) => Float32Array.from(spread(seed, [-6, 2], length));
    const exact = { p: [...start(6)], m: [...start(7)], v: [...start(8)].map(Math.abs) };
    const arena = new Arena();
    const [p, m, v] = [arena.put(exact.p), arena.put(exact.m), arena.put(exact.v)];
    for (let step = 1; step <= 3; step++) {
      const g = start(9 + step);
      const rate = learningRate / (1 - beta1 ** step);
      const correction = 1 / (1 - beta2 ** step);
      arena.kernels.adam(p, m, v, arena.put(g), length, beta1, beta2, rate, correction, epsilon);
      for (let i = 0; i < length; i++) {
        exact.m[i] = beta1 * exact.m[i]! + (1 - beta1) * g[i]!;
        exact.v[i] = beta2 * exact.v[i]! + (1 - beta2) * g[i]! ** 2;
        exact.p[i]! -= rate * exact.m[i]! / (Math.sqrt(correction * exact.v[i]!) + epsilon);
      }
    }
    for (const [at, want] of [[p, exact.p], [m, exact.m], [v, exact.v]] as const) {
      arena.read(at, length).forEach((got, i) => {
        assert.ok(Math.abs(got - want[i]!) <= 2e-6 * (1 + Math.abs(want[i]!)), `${got} wanted ${want[i]}`);
      });
    }
  }
});
