// Every operation against its formula in plain loops, on the kernels and on tf's operations.
import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { key, normals } from "../../random/mod.ts";
import { normal, uniform } from "../../random/tensors.ts";
import { assertNoLeak, testOnBackends } from "../../testing/backends.ts";
import { assertBlockClose } from "../../testing/gradients_of.ts";
import { gramDraw, gramMatrices, gramPath, gramProduct, positionNoiseProduct } from "./mod.ts";

interface Shape {
  readonly batch: number;
  readonly positions: number;
  readonly inner: number;
  readonly cols: number;
  /** Columns in thirds: half of the positions are zero, as over an image's edge; none; all, as dead channels. */
  readonly edges?: boolean;
}

/** Few and many positions take different routes backwards; edges take another route forwards. */
const shapes: readonly Shape[] = [
  { batch: 2, positions: 3, inner: 7, cols: 5 },
  { batch: 3, positions: 1, inner: 6, cols: 16 },
  { batch: 2, positions: 9, inner: 10, cols: 3 },
  { batch: 2, positions: 4, inner: 3 * 64, cols: 4, edges: true },
  { batch: 2, positions: 10, inner: 3 * 64, cols: 4, edges: true },
];

const nameOf = ({ edges, ...sizes }: Shape) => `${Object.values(sizes)}${edges ? ", with edges" : ""}`;

function tensors({ batch, positions, inner, cols, edges = false }: Shape) {
  const x = tf.tidy(() => {
    const values = normal(key(1), [batch, positions, inner]);
    return edges ? tf.mul(values, edgeMask(positions, inner)) : values;
  }) as tf.Tensor3D;
  const scale = tf.tidy(() => tf.add(0.2, uniform(key(2), [inner, cols]))) as tf.Tensor2D;
  const given = normal(key(3), [batch, positions, cols]) as tf.Tensor3D;
  const dy = normal(key(4), [batch, positions, cols]) as tf.Tensor3D;
  return { x, scale, given, dy };
}

function edgeMask(positions: number, inner: number): tf.Tensor3D {
  const third = (k: number) => Math.floor(3 * k / inner);
  return tf.tensor3d([
    Array.from(
      { length: positions },
      (_, p) =>
        Array.from({ length: inner }, (_, k) => third(k) === 1 || (third(k) === 0 && p % 2 === 0) ? 1 : 0),
    ),
  ]);
}

/** Reads [B, P, ·] and [·, O] tensors by index. */
function reader({ x, scale, dy }: ReturnType<typeof tensors>, { positions, inner, cols }: Shape) {
  const [xs, ss, gs] = [x, scale, dy].map((tensor) => tensor.dataSync()) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  return {
    x: (b: number, p: number, k: number) => xs[(b * positions + p) * inner + k]!,
    scale: (k: number, o: number) => ss[k * cols + o]!,
    dy: (b: number, p: number, o: number) => gs[(b * positions + p) * cols + o]!,
  };
}

const sum = (count: number, term: (i: number) => number) =>
  Array.from({ length: count }, (_, i) => term(i)).reduce((a, b) => a + b, 0);
const table = (rows: number, cols: number, entry: (row: number, col: number) => number) =>
  Array.from({ length: rows * cols }, (_, at) => entry(Math.floor(at / cols), at % cols));

for (const shape of shapes) {
  const { batch, positions, inner, cols } = shape;

  testOnBackends(
    `noise of every example, [B, P, n, O] = [${nameOf(shape)}]: value and gradients`,
    () =>
      tf.tidy(() => {
        const given = tensors(shape);
        const at = reader(given, shape);
        const stride = Math.ceil(cols / 16) * 16;
        const stream = normals(key(5), batch * inner * stride);
        const noise = (b: number, k: number, o: number) => stream[(b * inner + k) * stride + o]!;
        const call = (x: tf.Tensor, s: tf.Tensor) =>
          positionNoiseProduct(x as tf.Tensor3D, s as tf.Tensor2D, key(5));
        const z = table(batch * positions, cols, (row, o) => {
          const [b, p] = [Math.floor(row / positions), row % positions];
          return sum(inner, (k) => at.x(b, p, k) * at.scale(k, o) * noise(b, k, o));
        });
        assertBlockClose(call(given.x, given.scale).dataSync(), z, 1e-5);
        const [dx, dScale] = tf.grads(call)([given.x, given.scale], given.dy) as [tf.Tensor, tf.Tensor];
        const wantedX = table(batch * positions, inner, (row, k) => {
          const [b, p] = [Math.floor(row / positions), row % positions];
          return sum(cols, (o) => at.dy(b, p, o) * at.scale(k, o) * noise(b, k, o));
        });
        const wantedScale = table(inner, cols, (k, o) =>
          sum(batch, (b) =>
            noise(b, k, o) * sum(positions, (p) => at.x(b, p, k) * at.dy(b, p, o))));
        assertBlockClose(dx.dataSync(), wantedX, 1e-5);
        assertBlockClose(dScale.dataSync(), wantedScale, 1e-5);
        const alone = tf.grad((s: tf.Tensor) =>
          call(given.x, s)
        )(given.scale, given.dy);
        assertBlockClose(alone.dataSync(), wantedScale, 1e-5);
      }),
  );

  testOnBackends(
    `Gram matrices, [${nameOf(shape)}]: entries, products, draws that solve them`,
    () =>
      tf.tidy(() => {
        const given = tensors(shape);
        const at = reader(given, shape);
        const variance = tf.square(given.scale) as tf.Tensor2D;
        const gram = (b: number, p: number, q: number, o: number) =>
          sum(inner, (k) => at.x(b, p, k) * at.x(b, q, k) * at.scale(k, o) ** 2);
        const pairs = Array.from(
          { length: positions },
          (_, p) => Array.from({ length: p + 1 }, (_, q) => [p, q]),
        )
          .flat() as [number, number][];
        const matrices = gramMatrices(given.x, variance);
        const wanted = table(
          batch * pairs.length,
          cols,
          (row, o) => gram(Math.floor(row / pairs.length), ...pairs[row % pairs.length]!, o),
        );
        assertBlockClose(matrices.dataSync(), wanted, 1e-5);
        const applied = (vector: ArrayLike<number>) =>
          table(batch * positions, cols, (row, o) => {
            const [b, p] = [Math.floor(row / positions), row % positions];
            return sum(positions, (q) => gram(b, p, q, o) * vector[(b * positions + q) * cols + o]!);
          });
        assertBlockClose(
          gramProduct(matrices, given.given).dataSync(),
          applied(given.given.dataSync()),
          1e-5,
        );
        const drawn = gramDraw(given.x, variance, { noise: given.given });
        assertBlockClose(applied(drawn.beta.dataSync()), drawn.deviation.dataSync(), 1e-4);
        assert.equal(drawn.rank, Math.min(positions, inner));
        assert.ok(drawn.residual < 1e-4, `${drawn.residual}`);
        const solved = gramDraw(given.x, variance, { deviation: drawn.deviation });
        assert.deepEqual(solved.deviation.dataSync(), drawn.deviation.dataSync());
        assertBlockClose(solved.beta.dataSync(), drawn.beta.dataSync(), 2e-3);
      }),
  );

  testOnBackends(`path through given β, [${nameOf(shape)}]: value and gradients`, () =>
    tf.tidy(() => {
      const given = tensors(shape);
      const at = reader(given, shape);
      const betas = given.given.dataSync();
      const variance = tf.square(given.scale) as tf.Tensor2D;
      const deviation = normal(key(6), [batch, positions, cols]) as tf.Tensor3D;
      const call = (x: tf.Tensor, v: tf.Tensor) =>
        gramPath(x as tf.Tensor3D, v as tf.Tensor2D, { deviation, beta: given.given });
      assert.deepEqual(call(given.x, variance).dataSync(), deviation.dataSync());
      const back = (b: number, k: number, o: number) =>
        sum(positions, (q) => at.x(b, q, k) * betas[(b * positions + q) * cols + o]!);
      const [dx, dVariance] = tf.grads(call)([given.x, variance], given.dy) as [tf.Tensor, tf.Tensor];
      const wantedX = table(batch * positions, inner, (row, k) => {
        const [b, p] = [Math.floor(row / positions), row % positions];
        return sum(cols, (o) => at.dy(b, p, o) * at.scale(k, o) ** 2 * back(b, k, o));
      });
      const wantedVariance = table(inner, cols, (k, o) =>
        0.5 * sum(batch, (b) =>
          back(b, k, o) * sum(positions, (p) =>
            at.x(b, p, k) * at.dy(b, p, o))));
      assertBlockClose(dx.dataSync(), wantedX, 1e-5);
      assertBlockClose(dVariance.dataSync(), wantedVariance, 1e-5);
      const alone = tf.grad((v: tf.Tensor) =>
        call(given.x, v)
      )(variance, given.dy);
      assertBlockClose(alone.dataSync(), wantedVariance, 1e-5);
    }));
}

testOnBackends("no operation leaves a tensor behind", () => {
  for (const shape of shapes.slice(2)) {
    const { x, scale, given } = tensors(shape);
    assertNoLeak(() => {
      const grads = tf.grads((a: tf.Tensor, s: tf.Tensor) =>
        positionNoiseProduct(a as tf.Tensor3D, s as tf.Tensor2D, key(1))
      );
      tf.dispose(grads([x, scale]));
      const { deviation, beta } = gramDraw(x, scale, { noise: given });
      const path = tf.grads((a: tf.Tensor, s: tf.Tensor) =>
        gramPath(a as tf.Tensor3D, s as tf.Tensor2D, { deviation, beta })
      );
      tf.dispose([deviation, beta, ...path([x, scale])]);
      const gram = gramMatrices(x, scale);
      tf.dispose([gram, gramProduct(gram, given)]);
    });
    tf.dispose([x, scale, given]);
  }
});

testOnBackends("a NaN in an input is a NaN in its example's draws, not a number", () =>
  tf.tidy(() => {
    const { x, scale, given } = tensors(shapes[0]!);
    const broken = tf.mul(x, tf.tensor3d([[[1]], [[NaN]]])) as tf.Tensor3D;
    const { deviation, beta, residual } = gramDraw(broken, scale, { noise: given });
    for (const drawn of [deviation, beta]) {
      const values = [...drawn.dataSync()];
      assert.ok(values.slice(0, values.length / 2).every(Number.isFinite));
      assert.ok(values.slice(values.length / 2).every(Number.isNaN));
    }
    assert.ok(Number.isNaN(residual));
  }));
