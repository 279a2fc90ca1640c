import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { GaussianSite } from "../types.ts";
import { diagonal } from "../families/diagonal.ts";
import { foldIn, key } from "../random/mod.ts";
import { normal } from "../random/tensors.ts";
import { assertNoLeak, testOnBackends } from "../testing/backends.ts";
import { conditionalNoiseReference } from "../reference.ts";
import { diag, matrices, type Matrix, multiply, unitRows } from "./matrix.ts";
import { cholesky } from "./cholesky.ts";
import { conjugateGradient } from "./conjugate_gradient.ts";
import { denseMap } from "./linear_map.ts";
import type { LinearSolver } from "./types.ts";

const batch = 4;

/** A map and scales; `rank` of A for every example. */
interface Operator {
  readonly name: string;
  readonly rank: number;
  /** shape: [m, n] or [B, m, n] */
  readonly matrix: () => tf.Tensor;
  /** shape: [n] or [B, n] */
  readonly scale: () => tf.Tensor;
  /** Condition number so bad that an iteration in float32 cannot be asked to solve it. */
  readonly direct?: true;
}

const random = (shape: number[], at = 0) => normal(foldIn(key(31), at), shape);
const even = (n: number) => () => n === 1 ? tf.tensor1d([0.7]) : tf.linspace(0.6, 1.5, n);
/** From 1 down to 1e-3, another order for each example. */
const uneven = (n: number) => () =>
  tf.tensor2d(
    Array.from({ length: batch }, (_, b) =>
      Array.from({ length: n }, (_, k) => 10 ** (-3 * ((k + b) % n) / (n - 1)))),
  );
const rows = (a: tf.Tensor, indices: number[], axis = 0) => tf.gather(a, tf.tensor1d(indices, "int32"), axis);
/** Nearly parallel rows: the second is the first plus a thousandth of noise. */
const parallel = () => tf.add(rows(random([2, 6]), [0, 0, 1]), tf.mul(1e-3, random([3, 6], 1)));

const operators: readonly Operator[] = [
  { name: "wide", rank: 3, matrix: () => random([3, 7]), scale: even(7) },
  { name: "wide, map per example", rank: 3, matrix: () => random([batch, 3, 7]), scale: even(7) },
  { name: "wide, uneven scales", rank: 3, matrix: () => random([3, 7]), scale: uneven(7), direct: true },
  {
    name: "wide, map per example, uneven scales",
    rank: 3,
    matrix: () => random([batch, 3, 7]),
    scale: uneven(7),
    direct: true,
  },
  { name: "square", rank: 4, matrix: () => random([4, 4]), scale: even(4) },
  { name: "square, uneven scales", rank: 4, matrix: () => random([4, 4]), scale: uneven(4), direct: true },
  { name: "tall", rank: 3, matrix: () => random([9, 3]), scale: even(3) },
  { name: "tall, map per example", rank: 3, matrix: () => random([batch, 9, 3]), scale: even(3) },
  {
    name: "tall, map per example, uneven scales",
    rank: 3,
    matrix: () => random([batch, 9, 3]),
    scale: uneven(3),
    direct: true,
  },
  { name: "one by one", rank: 1, matrix: () => random([1, 1]), scale: even(1) },
  { name: "one row", rank: 1, matrix: () => random([1, 5]), scale: even(5) },
  {
    name: "empty rows, as dead units leave",
    rank: 2,
    matrix: () => tf.concat([tf.zeros([2, 5]), random([2, 5])]),
    scale: even(5),
  },
  { name: "repeated rows", rank: 2, matrix: () => rows(random([2, 5]), [0, 1, 0, 0]), scale: even(5) },
  {
    name: "repeated rows, map per example",
    rank: 2,
    matrix: () => rows(random([batch, 2, 5]), [0, 1, 1], 1),
    scale: even(5),
  },
  {
    name: "empty columns",
    rank: 2,
    matrix: () => tf.concat([random([2, 3]), tf.zeros([2, 3])], 1),
    scale: even(6),
  },
  {
    name: "tall with an empty column",
    rank: 2,
    matrix: () => tf.concat([random([5, 2]), tf.zeros([5, 1])], 1),
    scale: even(3),
  },
  {
    name: "tall of low rank",
    rank: 2,
    matrix: () => tf.matMul(random([6, 2]) as tf.Tensor2D, random([2, 4], 1) as tf.Tensor2D),
    scale: even(4),
  },
  {
    name: "rows of very different length",
    rank: 3,
    matrix: () => tf.mul(random([3, 6]), tf.tensor2d([[1], [1e-4], [1e3]])),
    scale: even(6),
    direct: true,
  },
  { name: "nearly parallel rows", rank: 3, matrix: parallel, scale: even(6), direct: true },
  { name: "zero", rank: 0, matrix: () => tf.zeros([3, 4]), scale: even(4) },
  { name: "zero, map per example", rank: 0, matrix: () => tf.zeros([batch, 3, 4]), scale: even(4) },
];

const solvers: readonly { solver: LinearSolver; label: string; tolerance: number }[] = [
  { solver: cholesky, label: "cholesky", tolerance: 1e-5 },
  {
    solver: conjugateGradient({ tolerance: 1e-5, maxIterations: 200, start: "zero", stopping: "relative" }),
    label: "textbook cg",
    tolerance: 1e-3,
  },
  {
    solver: conjugateGradient({ tolerance: 1e-5, maxIterations: 200, stopping: "relative" }),
    label: "cg from the right-hand side",
    tolerance: 1e-3,
  },
  { solver: conjugateGradient(), label: "published cg", tolerance: 1e-2 },
];

function siteOf({ matrix, scale }: Operator): GaussianSite {
  const s = scale();
  return { map: denseMap(matrix()), family: diagonal(tf.zerosLike(s), s) };
}

/** A of one example, in float64. */
function rootOf({ map, family }: GaussianSite, b: number): Matrix {
  const maps = matrices(map.matrix);
  const scales = matrices(family.parameters["scale"]!)[0]!;
  return multiply(
    maps[map.batch === undefined ? 0 : b]!,
    diag(scales.length === 1 ? scales[0]! : scales[b]!),
  );
}

for (const { solver, label, tolerance } of solvers) {
  for (const operator of operators) {
    if (solver.name === "cg" && operator.direct) continue;
    testOnBackends(`${label} on ${operator.name}: the float64 projection`, () => {
      tf.tidy(() => {
        const site = siteOf(operator);
        const noise = random([batch, site.map.inputs], 9);
        const solution = solver.conditionNoise(site, noise);
        const [found, given] = [matrices(solution.noise)[0]!, matrices(noise)[0]!];
        found.forEach((row, b) => {
          const wanted = conditionalNoiseReference(unitRows(rootOf(site, b)), given[b]!);
          row.forEach((value, k) =>
            assert.ok(
              Math.abs(value - wanted[k]!) < tolerance,
              `example ${b}, ε*[${k}]: ${value} for ${wanted[k]}`,
            )
          );
        });
        if (solver.name === "cholesky") {
          assert.equal(solution.rank, operator.rank);
          assert.equal(solution.iterations, 0);
        }
        assert.notEqual(solution.status, "unconverged");
        // The residual is what it says: |Aε* − z|.
        const miss = found.flatMap((row, b) => {
          const difference = row.map((value, k) => value - given[b]![k]!);
          return multiply(rootOf(site, b), difference.map((d) => [d])).flat().map(Math.abs);
        });
        assert.ok(
          Math.abs(Math.max(...miss) - solution.residual) < 1e-5 * (1 + Math.max(...given.flat())),
          `${solution.residual}`,
        );
      });
    });
  }
}

testOnBackends("a projection: applying it again changes nothing, nor does it change W v", () => {
  tf.tidy(() => {
    for (const operator of operators) {
      const site = siteOf(operator);
      const noise = random([batch, site.map.inputs], 9);
      const once = cholesky.conditionNoise(site, noise).noise;
      const twice = cholesky.conditionNoise(site, once).noise;
      // Float32's rounding times the condition of A.
      const tolerance = operator.direct ? 1e-5 : 2e-6;
      assert.ok(tf.max(tf.abs(tf.sub(once, twice))).dataSync()[0]! < tolerance, operator.name);
      const lengths = [noise, once].map((e) => tf.sum(tf.square(e), -1).dataSync());
      lengths[1]!.forEach((length, b) => assert.ok(length <= lengths[0]![b]! * (1 + 1e-5), operator.name));
    }
  });
});

testOnBackends("a finished system stays as it is while others go on", () =>
  tf.tidy(() => {
    // The last example's scales keep the solver busy to its cap; the others are done after two steps.
    const matrix = tf.matMul(random([6, 2]) as tf.Tensor2D, random([2, 8], 1) as tf.Tensor2D);
    const hard = tf.tensor2d([Array.from({ length: 8 }, (_, k) => 10 ** (-k))]);
    const scale = tf.concat([tf.ones([3, 8]), hard]);
    const site = { map: denseMap(matrix), family: diagonal(tf.zeros([4, 8]), scale) };
    const noise = random([4, 8], 9);
    const solver = conjugateGradient({
      tolerance: 1e-9,
      maxIterations: 300,
      stopping: "relative",
      start: "zero",
    });
    const { noise: found, iterations } = solver.conditionNoise(site, noise);
    assert.equal(iterations, 300);
    const given = matrices(noise)[0]!;
    matrices(found)[0]!.slice(0, 3).forEach((row, b) => {
      const wanted = conditionalNoiseReference(unitRows(rootOf(site, b)), given[b]!);
      row.forEach((value, k) =>
        assert.ok(Math.abs(value - wanted[k]!) < 1e-3, `example ${b}: ${value} for ${wanted[k]}`)
      );
    });
  }));

testOnBackends("a solver leaves no tensor behind", () => {
  for (const { solver } of solvers) {
    for (const operator of operators) {
      const site = siteOf(operator);
      const noise = random([batch, site.map.inputs]);
      assertNoLeak(() => solver.conditionNoise(site, noise).noise.dispose());
    }
  }
});
