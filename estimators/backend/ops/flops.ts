/**
 * What the kernels cost, by the convention of `backend/flops.ts`: an elementwise function is one operation
 * per value; a multiply and an add are two.
 * @module
 */
import { type FlopCounter, type KernelRun, registerFlops } from "../flops.ts";
import { sizeOf } from "../wasm/heap.ts";

/** Tells `profile` what each kernel costs. */
export function registerKernelFlops(): void {
  for (const [name, counter] of Object.entries(counters)) registerFlops(name, counter);
}

const perValueOf = (name: string, operations: number): FlopCounter => (run) => operations * size(run, name);

const counters: Readonly<Record<string, FlopCounter>> = {
  // A normal: a share of a logarithm, a root, a sine and a product.
  R2g2Normal: ({ output }) => 4 * sizeOf(output.shape),
  R2g2Uniform: ({ output }) => sizeOf(output.shape),
  R2g2TanhGradient: perValueOf("dy", 3),
  R2g2ReluGradient: () => 0,
  R2g2SoftplusGradient: perValueOf("dy", 2),
  R2g2BernoulliLogLikelihood: perValueOf("logits", 4),
  R2g2BernoulliGradient: perValueOf("logits", 3),
  R2g2Kl: perValueOf("mean", 6),
  R2g2KlGradient: perValueOf("mean", 6),
  R2g2GaussianLogDensity: perValueOf("value", 7),
  R2g2StandardLogDensity: perValueOf("value", 3),
  R2g2GaussianGradient: perValueOf("value", 8),
  R2g2Dense: (run) =>
    (2 * size(run, "w") / (run.output.shape[1] || 1) + 1 + activation(run)) * sizeOf(run.output.shape),
  R2g2ActivationGradient: (run) => (1 + (run.attrs["activation"] === "tanh" ? 3 : 0)) * size(run, "dy"),
  R2g2ColumnSums: perValueOf("x", 1),
  R2g2ImagePatches: () => 0,
  R2g2ImagePatchesGradient: perValueOf("dy", 1),
  R2g2Adam: perValueOf("variable", 12),
  // One weight of one example: a normal, two products and an addition.
  R2g2NoiseProduct: (run) => 7 * size(run, "x") * columns(run),
  R2g2NoiseProductGradient: (run) => (7 + (run.attrs["scaleOnly"] ? 0 : 2)) * size(run, "x") * columns(run),
  R2g2RowPairs: ({ output }) => sizeOf(output.shape),
  // n³/3 for each system, and two substitutions of n² operations each.
  R2g2FactorLanes: (run) => systems(run) * edge(run.output.shape[1] ?? 0) ** 3 / 3,
  R2g2SolveLanes: ({ output }) => 2 * sizeOf(output.shape) * (output.shape[1] ?? 0),
};

function systems({ inputs: { gram } }: KernelRun): number {
  const { shape } = gram as { shape: number[] };
  return shape[shape.length === 2 ? 1 : 0] ?? 0;
}

/** Rows of a triangle of so many entries. */
function edge(entries: number): number {
  return (Math.sqrt(8 * entries + 1) - 1) / 2;
}

function size(run: KernelRun, name: string): number {
  return sizeOf((run.inputs[name] as { shape: number[] }).shape);
}

function columns(run: KernelRun): number {
  return (run.inputs["scale"] as { shape: number[] }).shape[1] ?? 0;
}

function activation({ attrs }: KernelRun): number {
  return attrs["activation"] === "linear" ? 0 : 1;
}
