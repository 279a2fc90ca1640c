import assert from "node:assert/strict";
import { key, normals } from "../../../random/mod.ts";
import { conditionalNoiseReference } from "../../../reference.ts";
import { assertBlockClose } from "../../../testing/gradients_of.ts";
import { unitRows } from "../../../linalg/matrix.ts";
import { drawChannels, pairOf } from "./channels.ts";

const channels = 3;

/** X, its σ per channel, and the Gram matrices of X diag(σ_o). */
function problem(x: number[][], seed: number) {
  const [positions, inner] = [x.length, x[0]!.length];
  const scale = Array.from(normals(key(seed), inner * channels), (value) => 0.3 + Math.abs(value));
  const root = (o: number) => x.map((row) => row.map((value, k) => value * scale[k * channels + o]!));
  const gram = new Float32Array(positions * (positions + 1) / 2 * channels);
  for (let o = 0; o < channels; o++) {
    const a = root(o);
    a.forEach((row, p) =>
      a.slice(0, p + 1).forEach((other, q) => {
        gram[pairOf(p, q) * channels + o] = row.reduce((sum, value, k) => sum + value * other[k]!, 0);
      })
    );
  }
  return { root, grams: { gram, positions, channels } };
}

const random = (rows: number, columns: number) =>
  Array.from(
    { length: rows },
    (_, i) => Array.from(normals(key(40 + i), columns)),
  );
const dead = (x: number[][]) => x.map((row, i) => i === 1 ? row.map(() => 0) : row);
const repeated = (x: number[][]) => [...x, x[0]!, x[2]!.map((value) => -2 * value)];

const cases: readonly (readonly [string, number[][], number])[] = [
  ["full rank", random(4, 9), 4],
  ["one position", random(1, 5), 1],
  ["more positions than inputs", random(6, 4), 4],
  ["a dead position", dead(random(4, 7)), 3],
  ["repeated positions", repeated(random(3, 8)), 3],
  ["nothing but dead ones", [[0, 0], [0, 0]], 0],
  ["positions of very different size", random(3, 6).map((row, i) => row.map((v) => v * 1e4 ** (i - 1))), 3],
];

for (const [name, x, rank] of cases) {
  Deno.test(`${name}: Xᵀβ is the projection of the noise that gives z, and z is L η with L Lᵀ = G`, () => {
    const { root, grams } = problem(x, 7);
    const { positions } = grams;
    const inner = x[0]!.length;
    for (let o = 0; o < channels; o++) {
      const epsilon = Array.from(normals(key(60 + o), inner));
      const a = root(o);
      const z = new Float32Array(positions * channels);
      a.forEach((row, p) =>
        z[p * channels + o] = row.reduce((sum, value, k) => sum + value * epsilon[k]!, 0)
      );
      const solved = drawChannels(grams, z, { deviation: true });
      assert.equal(solved.rank, rank);
      assert.deepEqual(solved.deviation, z);
      const projected = epsilon.map((_, k) =>
        a.reduce((s, row, p) => s + row[k]! * solved.beta[p * channels + o]!, 0)
      );
      assertBlockClose(projected, conditionalNoiseReference(unitRows(a), epsilon), 2e-5);
      assert.ok(solved.residual < 1e-5 * Math.max(...z.map(Math.abs), 1e-30), `${solved.residual}`);
    }
    // The columns of L, by unit vectors of noise, make up G.
    const columns = Array.from({ length: positions }, (_, j) => {
      const unit = new Float32Array(positions * channels).fill(0);
      unit.fill(1, j * channels, (j + 1) * channels);
      const drawn = drawChannels(grams, unit, { deviation: false });
      // β belongs to the z that it came with.
      const again = drawChannels(grams, drawn.deviation, { deviation: true });
      assertBlockClose(again.beta, drawn.beta, 1e-3); // β is as ill-conditioned as G
      return drawn.deviation;
    });
    for (let p = 0; p < positions; p++) {
      for (let q = 0; q <= p; q++) {
        for (let o = 0; o < channels; o++) {
          const made = columns.reduce((s, c) => s + c[p * channels + o]! * c[q * channels + o]!, 0);
          const wanted = grams.gram[pairOf(p, q) * channels + o]!;
          const size = Math.sqrt(
            grams.gram[pairOf(p, p) * channels + o]! * grams.gram[pairOf(q, q) * channels + o]!,
          );
          assert.ok(Math.abs(made - wanted) <= 1e-5 * size, `G[${p}, ${q}] is ${wanted}, made ${made}`);
        }
      }
    }
  });
}

Deno.test("a NaN makes NaN of its example, not a number", () => {
  const { grams } = problem(random(3, 5), 8);
  grams.gram[4] = NaN;
  const { beta, deviation, rank, residual } = drawChannels(grams, new Float32Array(9).fill(1), {
    deviation: false,
  });
  assert.equal(rank, -1);
  assert.ok([...beta, ...deviation, residual].every(Number.isNaN));
});
