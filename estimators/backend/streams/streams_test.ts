import { deepEqual, ok, throws } from "node:assert/strict";
import { key, split } from "../../random/key.ts";
import { bits, normals, normalsReference, uniforms, uniformsReference } from "./streams.ts";

const count = 200_000;

/** Standard normal distribution function: Φ(x) by the series of its Taylor expansion about 0, or its tail. */
function normalCdf(x: number): number {
  if (Math.abs(x) > 6) return x > 0 ? 1 : 0;
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > 1e-17; k += 2) {
    term *= x * x / k;
    sum += term;
  }
  return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
}

/** Kolmogorov–Smirnov distance times √n: above 1.95 with probability 1e-3. */
function ksStatistic(values: Float32Array, cdf: (x: number) => number): number {
  const sorted = Float32Array.from(values).sort();
  let distance = 0;
  sorted.forEach((x, i) => {
    const p = cdf(x);
    distance = Math.max(distance, p - i / sorted.length, (i + 1) / sorted.length - p);
  });
  return distance * Math.sqrt(sorted.length);
}

const mean = (values: Float32Array, of: (x: number, i: number) => number): number =>
  values.reduce((sum, x, i) => sum + of(x, i), 0) / values.length;

Deno.test("normals have the moments of a normal within 4 standard errors", () => {
  const x = normals(key(0), count);
  const moments = [[1, 0, 1], [2, 1, 2], [3, 0, 15], [4, 3, 96], [6, 15, 10170]] as const;
  for (const [power, wanted, variance] of moments) {
    const got = mean(x, (v) => v ** power);
    ok(Math.abs(got - wanted) < 4 * Math.sqrt(variance / count), `E x^${power} = ${got}`);
  }
});

Deno.test("normals follow Φ and uniforms the uniform law (Kolmogorov-Smirnov, level 1e-3)", () => {
  for (const seed of [0, 1]) {
    const normal = ksStatistic(normals(key(seed), count), normalCdf);
    ok(normal < 1.95, `normals: ${normal}`);
    const uniform = ksStatistic(uniforms(key(seed), count), (u) => u);
    ok(uniform < 1.95, `uniforms: ${uniform}`);
  }
  // The test can fail: a scale that is 1 % wrong is rejected.
  ok(ksStatistic(normals(key(0), count).map((x) => 1.02 * x), normalCdf) > 1.95);
});

Deno.test("tails hold as many normals as they should", () => {
  const x = normals(key(2), 1_000_000);
  for (const [bound, probability] of [[2, 0.0455003], [3, 0.0026998], [4, 6.3342e-5]] as const) {
    for (const sign of [-1, 1]) {
      const expected = x.length * probability / 2;
      const found = x.reduce((n, v) => n + Number(sign * v > bound), 0);
      ok(Math.abs(found - expected) < 4 * Math.sqrt(expected), `beyond ${sign * bound}: ${found}`);
    }
  }
});

Deno.test("streams of split keys, and neighbours in one stream, are uncorrelated", () => {
  const [first, second] = split(key(5), 2).map((k) => normals(k, count));
  ok(first && second);
  const bound = 4 / Math.sqrt(count);
  const product = mean(first, (x, i) => x * (second[i] ?? 0));
  ok(Math.abs(product) < bound, `correlation of split streams ${product}`);
  const squares = mean(first, (x, i) => (x * x - 1) * ((second[i] ?? 0) ** 2 - 1) / 2);
  ok(Math.abs(squares) < bound, `correlation of their squares ${squares}`);
  for (const lag of [1, 4, 8, 16]) {
    const own = mean(first, (x, i) => x * (first[(i + lag) % count] ?? 0));
    ok(Math.abs(own) < bound, `lag ${lag}: ${own}`);
    const power = mean(first, (x, i) => (x * x - 1) * ((first[(i + lag) % count] ?? 0) ** 2 - 1) / 2);
    ok(Math.abs(power) < bound, `squares at lag ${lag}: ${power}`);
  }
});

Deno.test("an offset reads the same stream from further on", () => {
  for (const stream of [bits, uniforms, normals, uniformsReference, normalsReference]) {
    const all = stream(key(6), 300);
    for (const [offset, length] of [[0, 300], [1, 20], [16, 16], [37, 200], [299, 1], [300, 0]] as const) {
      deepEqual(stream(key(6), length, offset), all.slice(offset, offset + length));
    }
  }
});

Deno.test("uniforms are in [0, 1)", () => {
  const u = uniforms(key(7), count);
  ok(u.every((x) => x >= 0 && x < 1));
});

Deno.test("counts and offsets that are none are refused", () => {
  for (const stream of [bits, uniforms, normals]) {
    throws(() => stream(key(0), -1), { name: "RangeError", message: /count is -1/ });
    throws(() => stream(key(0), 1, 0.5), { name: "RangeError", message: /offset is 0.5/ });
  }
});
