/**
 * What the kernels for weight vectors with several positions cost, by the convention of `backend/flops.ts`.
 *
 * Products with zeros that are skipped (patches over an image's edge, rows that no patch meets) count as done.
 * @module
 */
import { type FlopCounter, type KernelRun, registerFlops } from "../flops.ts";

/** Tells `profile` what each kernel costs. */
export function registerPositionFlops(): void {
  for (const [name, counter] of Object.entries(counters)) registerFlops(name, counter);
}

/** Sizes of a site: B examples, P positions, n variables, O channels. */
export interface PositionSizes {
  readonly batch: number;
  readonly positions: number;
  readonly inner: number;
  readonly cols: number;
}

/** Gram matrices of all examples and channels: pair products, then one product with the variances. */
export function gramFlops({ batch, positions, inner, cols }: PositionSizes): number {
  return batch * positions * (positions + 1) / 2 * inner * (1 + 2 * cols);
}

/** Cholesky factors, a product or solve with each, one with each transpose, and the residual. */
export function factorFlops({ batch, positions, cols }: PositionSizes): number {
  return batch * cols * (positions ** 3 / 3 + 4 * positions ** 2);
}

/** Every example's weights: a normal is four operations; its scale; products with all positions. */
export function noiseFlops({ batch, positions, inner, cols }: PositionSizes): number {
  return batch * inner * cols * (5 + 2 * positions);
}

const counters: Readonly<Record<string, FlopCounter>> = {
  R2g2Gram: (run) => gramFlops(sizes(run, "variance")),
  R2g2GramDraw: (run) => gramFlops(sizes(run, "variance")) + factorFlops(sizes(run, "variance")),
  R2g2GramProduct: ({ inputs }) => {
    const [batch = 0, positions = 0, cols = 0] = (inputs["vector"] as { shape: number[] }).shape;
    return 2 * batch * positions ** 2 * cols;
  },
  R2g2GramPath: () => 0,
  // Xᵀg and Xᵀβ, their product and its sum over examples; for x the product with s and one with g.
  R2g2GramPathGradient: (run) => {
    const { batch, positions, inner, cols } = sizes(run, "variance");
    const input = run.attrs["varianceOnly"] === true ? 0 : 1 + 2 * positions;
    return batch * inner * cols * (4 * positions + 2 + input);
  },
  R2g2PositionNoise: (run) => noiseFlops(sizes(run, "scale")),
  // A normal; Xᵀg, times the noise, summed over examples; for x the product with the scale and one with g.
  R2g2PositionNoiseGradient: (run) => {
    const { batch, positions, inner, cols } = sizes(run, "scale");
    const input = run.attrs["scaleOnly"] === true ? 0 : 1 + 2 * positions;
    return batch * inner * cols * (4 + 2 * positions + 2 + input);
  },
};

function sizes({ inputs }: KernelRun, weights: string): PositionSizes {
  const [batch = 0, positions = 0, inner = 0] = (inputs["x"] as { shape: number[] }).shape;
  return { batch, positions, inner, cols: (inputs[weights] as { shape: number[] }).shape[1] ?? 0 };
}
