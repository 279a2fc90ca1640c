import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { key, normals, uniforms } from "../../random/mod.ts";
import { installKernels, uninstallKernels } from "./install.ts";
import * as ops from "./mod.ts";

/** Backends with and without the kernels. */
const engines = [
  { label: "cpu", backend: "cpu", kernels: false },
  { label: "wasm with kernels", backend: "wasm", kernels: true },
];

/** An operation of named float arrays, in tf and in float64, both summed with fixed weights to a scalar. */
interface Case {
  readonly name: string;
  readonly shapes: Readonly<Record<string, number[]>>;
  /** Inputs that no gradient is asked for. */
  readonly constant?: readonly string[];
  readonly apply: (x: Record<string, tf.Tensor>) => tf.Tensor;
  readonly exact: (x: Record<string, Float64Array>) => number[];
}

const noiseKey = key(99);

const cases: Case[] = [
  ...[[3, 5], [2, 16], [1, 131], [4, 1], [700]].map((shape): Case => ({
    name: `bernoulliLogLikelihood [${shape}]`,
    shapes: { logits: shape, targets: shape },
    apply: ({ logits, targets }) => ops.bernoulliLogLikelihood(logits!, targets!),
    exact: ({ logits, targets }) =>
      rowSums(shape, (i) => targets![i]! * logits![i]! - Math.log1p(Math.exp(logits![i]!))),
  })),
  ...([[3, 5], [2, 17], [2, 3, 4], [140]] as number[][]).flatMap((shape) =>
    (["full", "columns", "none"] as const).flatMap((kind) => {
      const own = kind === "columns" ? [shape.at(-1)!] : shape;
      const absent = kind === "none";
      return [gaussianCase({ shape, own, absent }), gaussianCase({ shape, own, absent, swap: true })];
    })
  ),
  ...[[3, 5], [1, 300], [2, 3, 4]].flatMap((shape) => [klCase(shape), klCase(shape, { total: true })]),
  ...(["linear", "tanh", "relu"] as const).flatMap((activation) => [
    denseCase(activation, [3, 4, 5]),
    denseCase(activation, [1, 2, 16]),
    denseCase(activation, [260, 3, 6]),
  ]),
  ...[[2, 3, 5], [3, 2, 16], [1, 4, 33], [4, 1, 1]].map((sizes) =>
    noiseCase(sizes as [number, number, number])
  ),
];

function gaussianCase(
  { shape, own, absent, swap = false }: { shape: number[]; own: number[]; absent: boolean; swap?: boolean },
): Case {
  const shapes: Record<string, number[]> = { value: shape };
  if (!absent) {
    shapes["mean"] = swap ? shape : own;
    shapes["logScale"] = own;
  } else if (swap) shapes["logScale"] = shape;
  const get = (x: Float64Array | undefined, i: number): number => x === undefined ? 0 : x[i % x.length]!;
  return {
    name: `gaussianLogDensity ${JSON.stringify(shapes)}`,
    shapes,
    apply: ({ value, mean, logScale }) => ops.gaussianLogDensity(value!, mean ?? 0, logScale ?? 0),
    exact: ({ value, mean, logScale }) =>
      rowSums(shape, (i) => {
        const u = (value![i]! - get(mean, i)) / Math.exp(get(logScale, i));
        return -0.5 * u * u - get(logScale, i) - 0.5 * Math.log(2 * Math.PI);
      }),
  };
}

function klCase(shape: number[], { total = false } = {}): Case {
  const prior = 0.7;
  return {
    name: `${total ? "totalKl" : "kl"}ToStandardNormal [${shape}]`,
    shapes: { mean: shape, logScale: shape },
    apply: ({ mean, logScale }) =>
      total
        ? ops.totalKlToStandardNormal(mean!, logScale!, prior)
        : ops.klToStandardNormal(mean!, logScale!, prior),
    exact: ({ mean, logScale }) => {
      const rows = rowSums(shape, (i) => {
        const squares = mean![i]! ** 2 + Math.exp(2 * logScale![i]!);
        return squares / (2 * prior ** 2) - logScale![i]! + Math.log(prior) - 0.5;
      });
      return total ? [rows.reduce((a, b) => a + b)] : rows;
    },
  };
}

function denseCase(activation: ops.Activation, [rows, n, cols]: [number, number, number]): Case {
  const act = { linear: (z: number) => z, tanh: Math.tanh, relu: (z: number) => Math.max(z, 0) }[activation];
  return {
    name: `denseBiasActivation ${activation} [${rows}, ${n}, ${cols}]`,
    shapes: { x: [rows, n], w: [n, cols], b: [cols] },
    apply: ({ x, w, b }) => ops.denseBiasActivation(x as tf.Tensor2D, w as tf.Tensor2D, b!, activation),
    exact: ({ x, w, b }) =>
      Array.from({ length: rows * cols }, (_, i) => {
        const [row, o] = [Math.floor(i / cols), i % cols];
        let z = b![o]!;
        for (let k = 0; k < n; k++) z += x![row * n + k]! * w![k * cols + o]!;
        return act(z);
      }),
  };
}

function noiseCase([rows, n, cols]: [number, number, number]): Case {
  const stride = Math.ceil(cols / 16) * 16;
  const noise = normals(noiseKey, rows * n * stride);
  return {
    name: `perExampleNoiseProduct [${rows}, ${n}, ${cols}]`,
    shapes: { x: [rows, n], scale: [n, cols] },
    apply: ({ x, scale }) => ops.perExampleNoiseProduct(x as tf.Tensor2D, scale as tf.Tensor2D, noiseKey),
    exact: ({ x, scale }) =>
      Array.from({ length: rows * cols }, (_, i) => {
        const [row, o] = [Math.floor(i / cols), i % cols];
        let z = 0;
        for (let k = 0; k < n; k++) {
          z += x![row * n + k]! * scale![k * cols + o]! * noise[(row * n + k) * stride + o]!;
        }
        return z;
      }),
  };
}

function rowSums(shape: number[], term: (i: number) => number): number[] {
  const cols = shape.at(-1)!;
  const rows = shape.slice(0, -1).reduce((a, b) => a * b, 1);
  return Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let j = 0; j < cols; j++) sum += term(row * cols + j);
    return sum;
  });
}

/** Gradient of Σ_i weight_i exact_i for one input, by central differences in float64. */
function differences(test: Case, x: Record<string, Float64Array>, of: string): number[] {
  const loss = (): number => test.exact(x).reduce((sum, y, i) => sum + weight(i) * y, 0);
  const values = x[of]!;
  const step = 1e-5;
  return Array.from(values, (value, i) => {
    values[i] = value + step;
    const above = loss();
    values[i] = value - step;
    const below = loss();
    values[i] = value;
    return (above - below) / (2 * step);
  });
}

const weight = (i: number): number => Math.sin(1 + i);

function close(got: ArrayLike<number>, want: number[], what: string): void {
  assert.equal(got.length, want.length, what);
  const scale = Math.max(1, ...want.map(Math.abs));
  want.forEach((value, i) => {
    assert.ok(Math.abs(got[i]! - value) < 3e-5 * scale, `${what}[${i}]: ${got[i]}, wanted ${value}`);
  });
}

/** Runs `body` on a backend; fails where it leaves a tensor or an allocation behind. */
async function on(engine: typeof engines[number], body: () => void): Promise<void> {
  await tf.setBackend(engine.backend);
  if (engine.kernels) installKernels(tf.backend());
  const held = () => [tf.memory().numTensors, tf.backend().numDataIds()];
  const before = held();
  try {
    body();
    assert.deepEqual(held(), before, "tensors left over");
  } finally {
    if (engine.kernels) uninstallKernels();
  }
}

for (const engine of engines) {
  for (const test of cases) {
    Deno.test(`${test.name} and its gradients, ${engine.label}`, () =>
      on(engine, () => {
        const names = Object.keys(test.shapes);
        const exact = Object.fromEntries(names.map((name, i) => {
          const size = test.shapes[name]!.reduce((a, b) => a * b, 1);
          return [name, Float64Array.from(normals(key(i), size), (v) => Math.fround(0.8 * v))];
        }));
        const inputs = names.map((name) => tf.tensor(Float32Array.from(exact[name]!), test.shapes[name]!));
        const named = (tensors: tf.Tensor[]) =>
          Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
        const value = test.apply(named(inputs));
        const want = test.exact(exact);
        close(value.dataSync(), want, "value");
        const dy = tf.tensor(want.map((_, i) => weight(i)), value.shape);
        const together = tf.grads((...args: tf.Tensor[]) => test.apply(named(args)))(inputs, dy);
        names.forEach((name, i) => {
          assert.deepEqual(together[i]!.shape, test.shapes[name]);
          const gradient = differences(test, exact, name);
          close(together[i]!.dataSync(), gradient, `d ${name}`);
          // Alone, where the others are data: another route through the gradients.
          const alone = tf.grad((x: tf.Tensor) => test.apply(named(inputs.with(i, x))))(inputs[i]!, dy);
          close(alone.dataSync(), gradient, `d ${name} alone`);
          alone.dispose();
        });
        tf.dispose([inputs, value, dy, together]);
      }));
  }

  Deno.test(`adamUpdate is the published algorithm, ${engine.label}`, () =>
    on(engine, () => {
      const options = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
      const start = normals(key(1), 37);
      const initial = tf.tensor(start);
      const variable = tf.variable(initial); // shares the memory of `initial`
      const [m, v] = tf.tidy(() => [tf.variable(tf.zeros([37])), tf.variable(tf.zeros([37]))]) as [
        tf.Variable,
        tf.Variable,
      ];
      const [p, em, ev] = [Float64Array.from(start), new Float64Array(37), new Float64Array(37)];
      for (let step = 1; step <= 4; step++) {
        const g = normals(key(step + 1), 37);
        const gradient = tf.tensor(g);
        ops.adamUpdate(variable, gradient, m, v, { ...options, step });
        gradient.dispose();
        for (let i = 0; i < 37; i++) {
          em[i] = 0.9 * em[i]! + 0.1 * g[i]!;
          ev[i] = 0.999 * ev[i]! + 0.001 * g[i]! ** 2;
          p[i]! -= 0.01 * em[i]! / (1 - 0.9 ** step) / (Math.sqrt(ev[i]! / (1 - 0.999 ** step)) + 1e-8);
        }
      }
      close(variable.dataSync(), [...p], "variable");
      close(m.dataSync(), [...em], "m");
      close(v.dataSync(), [...ev], "v");
      assert.deepEqual(initial.dataSync(), start, "a tensor that shared the memory was changed");
      tf.dispose([initial, variable, m, v]);
    }));
}

Deno.test("portable and kernel routes see the same noise", async () => {
  const results: Float32Array[] = [];
  for (const engine of engines) {
    await on(engine, () => {
      const x = tf.tensor2d(uniforms(key(1), 12), [3, 4]);
      const scale = tf.tensor2d(uniforms(key(2), 4 * 21), [4, 21]);
      const z = ops.perExampleNoiseProduct(x, scale, noiseKey);
      results.push(z.dataSync() as Float32Array);
      tf.dispose([x, scale, z]);
    });
  }
  close(results[0]!, [...results[1]!], "z");
});
