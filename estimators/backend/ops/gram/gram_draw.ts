/**
 * Draws of pre-activations at several positions, and what conditions the weight noise on them.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { canReadSync, report } from "../../read.ts";
import type { Pointer } from "../../wasm/functions.ts";
import { drawChannelsOnDevice } from "../../webgpu/channel_draws.ts";
import { offsetOf } from "../../wasm/heap.ts";
import { withScratch } from "../../wasm/tensors.ts";
import { defineKernel, type Workspace } from "../kernel/define.ts";
import { type PositionSizes, positionSizes, triangle } from "../kernel/shapes.ts";
import { eachGram } from "./blocks.ts";
import { type ChannelDrawOptions, drawChannels, GRAM_TOLERANCE } from "./channels.ts";
import { CLOSE_ROWS_TOLERANCE, drawInFloat64, hasMoreDirections } from "./close_rows.ts";
import { gramFlops, portableGram } from "./gram.ts";

/** What {@linkcode gramDraw} returns. The caller disposes the tensors. */
export interface GramDrawn {
  /** z. shape: [B, P, O] */
  readonly deviation: tf.Tensor3D;
  /** β with G β = z. shape: [B, P, O] */
  readonly beta: tf.Tensor3D;
  /** Largest rank; undefined where it cannot be read. */
  readonly rank: number | undefined;
  /** Largest |G β − z|; NaN where it cannot be read. */
  readonly residual: number;
}

/**
 * z ~ N(0, G) and β = G⁺z of every example and channel, without holding all Gram matrices. Not differentiable.
 *
 * @param x shape: [B, P, n]
 * @param variance above zero. shape: [n, O]
 * @param options.noise standard normals that make z. shape: [B, P, O]
 * @param options.deviation z itself, in the range of G, in place of noise. shape: [B, P, O]
 * @example Two equal patches have the same pre-activation
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { gramDraw } from "./gram_draw.ts";
 * const [x, variance] = [tf.ones<tf.Rank.R3>([1, 2, 3]), tf.ones<tf.Rank.R2>([3, 1])];
 * const { deviation, rank } = gramDraw(x, variance, { noise: tf.tensor3d([[[1], [-1]]]) });
 * const [first, second] = deviation.dataSync();
 * console.assert(rank === 1 && first === second);
 * ```
 */
export function gramDraw(
  x: tf.Tensor3D,
  variance: tf.Tensor2D,
  options: { readonly noise: tf.Tensor3D } | { readonly deviation: tf.Tensor3D },
): GramDrawn {
  const deviation = "deviation" in options;
  const given = deviation ? options.deviation : options.noise;
  if (!canReadSync()) return drawOnDevice(x, variance, { given, deviation });
  if (draw.installed()) {
    const [z, beta, ranks, residuals] = draw.all(
      { x, variance, given },
      { deviation, tolerance: GRAM_TOLERANCE },
    ) as Drawn;
    const rank = report("rank", [ranks], largest);
    const residual = report("residual", [residuals], largest);
    tf.dispose([ranks, residuals]);
    return { deviation: z, beta, rank, residual };
  }
  const [z, beta, ranks, residuals] = portableDraw(x, variance, { given, deviation });
  const found = {
    ranks: Float32Array.from(ranks.dataSync()),
    residuals: Float32Array.from(residuals.dataSync()),
  };
  tf.dispose([ranks, residuals]);
  const drawn = withCloseRows({ x, variance, given, deviation }, { deviation: z, beta }, found);
  return { ...drawn, rank: largest(found.ranks), residual: largest(found.residuals) };
}

/** In float32 where no value can be read: neither is rank or residual known, nor are nearly equal patches told apart. */
function drawOnDevice(
  x: tf.Tensor3D,
  variance: tf.Tensor2D,
  { given, deviation }: ChannelDrawOptions & { readonly given: tf.Tensor3D },
): GramDrawn {
  const gram = portableGram(x, variance);
  const [z, beta] = drawChannelsOnDevice({ gram, given, deviation, tolerance: GRAM_TOLERANCE });
  gram.dispose();
  return { deviation: z, beta, rank: undefined, residual: NaN };
}

/** z and β [B, P, O], ranks and residuals [B]. */
type Drawn = [tf.Tensor3D, tf.Tensor3D, tf.Tensor1D, tf.Tensor1D];

/** Draws the examples again whose patches nearly agree, and corrects what was found of them. */
function withCloseRows(
  { x, variance, given, deviation }: {
    readonly x: tf.Tensor3D;
    readonly variance: tf.Tensor2D;
    readonly given: tf.Tensor3D;
    readonly deviation: boolean;
  },
  drawn: Pick<GramDrawn, "deviation" | "beta">,
  found: { readonly ranks: Float32Array; readonly residuals: Float32Array },
): Pick<GramDrawn, "deviation" | "beta"> {
  const [batch, positions, inner] = x.shape;
  const suspects = Array.from({ length: batch }, (_, b) => b)
    .filter((b) => found.ranks[b]! < Math.min(positions, inner));
  if (suspects.length === 0) return drawn;
  const channels = variance.shape[1];
  const [patches, scales] = [x.dataSync() as Float32Array, variance.dataSync() as Float32Array];
  const rowsOf = (b: number) => ({
    x: patches.subarray(b * positions * inner, (b + 1) * positions * inner),
    ...{ variance: scales, positions, inner, channels },
  });
  const close = suspects.filter((b) => hasMoreDirections(rowsOf(b), found.ranks[b]!));
  if (close.length === 0) return drawn;
  const values = given.dataSync() as Float32Array;
  const [z, beta] = [drawn.deviation, drawn.beta].map((tensor) => Float32Array.from(tensor.dataSync()));
  tf.dispose([drawn.deviation, drawn.beta]);
  const size = positions * channels;
  for (const b of close) {
    const own = drawInFloat64(rowsOf(b), values.subarray(b * size, (b + 1) * size), { deviation });
    z!.set(own.deviation, b * size);
    beta!.set(own.beta, b * size);
    found.ranks[b] = own.rank;
    found.residuals[b] = own.residual;
  }
  return { deviation: tf.tensor3d(z!, given.shape), beta: tf.tensor3d(beta!, given.shape) };
}

/** Operations: Cholesky factors, a product or solve with each, one with each transpose, and the residual. */
export function factorFlops({ batch, positions, cols }: PositionSizes): number {
  return batch * cols * (positions ** 3 / 3 + 4 * positions ** 2);
}

/**
 * x [B, P, n], variance [n, O], given [B, P, O] -> z and beta [B, P, O], ranks [B], residuals [B].
 * Given are standard normals, or z itself where `deviation` is set.
 */
export const draw = defineKernel({
  name: "R2g2GramDraw",
  inputs: ["x", "variance", "given"],
  sizes(shapes, _attrs: { readonly deviation: boolean; readonly tolerance: number }) {
    const { x, weights, ...sizes } = positionSizes(shapes.x, shapes.variance);
    const { batch, positions, cols } = sizes;
    const given = [batch, positions, cols];
    return { ...sizes, wanted: { x, variance: weights, given }, results: [given, given, [batch], [batch]] };
  },
  run(call, z, beta, ranks, residuals) {
    const { backend, kernels, inputs, at, sizes: { positions, inner, cols }, attrs } = call;
    const example = 4 * positions * cols;
    const matrix = 4 * triangle(positions) * cols;
    const kind = attrs.deviation ? 1 : 0;
    eachGram(
      call,
      inputs,
      (gram, { first, count }) =>
        withScratch(backend, 16 * positions * (positions + 5) + 32, (scratch) => {
          const work = align(scratch);
          const g = offsetOf(backend, gram);
          for (let b = 0; b < count; b++) {
            const offset = (first + b) * example;
            const [given, own, solution] = [at.given + offset, z + offset, beta + offset];
            const image = at.x + 4 * (first + b) * positions * inner;
            let rank = kernels.gramOrder(g + b * matrix, work, positions, cols, attrs.tolerance);
            const close = rank >= 0 && rank < Math.min(positions, inner)
              ? drawClose(call, { x: image, given, z: own, beta: solution, rank, kind })
              : undefined;
            if (close !== undefined) ({ rank } = close);
            else {
              kernels.gramDraw(
                ...[g + b * matrix, given, own, solution, work, positions, cols] as const,
                ...[rank, attrs.tolerance, kind] as const,
              );
            }
            const { buffer } = backend.wasm.HEAPU8;
            const floats = new Float32Array(buffer);
            floats[(ranks >> 2) + first + b] = rank;
            floats[(residuals >> 2) + first + b] = close?.residual ?? new Float64Array(buffer)[work >> 3]!;
          }
        }),
    );
  },
  flops: (sizes) => gramFlops(sizes) + factorFlops(sizes),
});

/** Draws an example in float64 if it has directions that float32 drops; then its rank and residual. */
function drawClose(
  { backend, kernels, at, sizes: { positions, inner, cols } }: Workspace & {
    readonly at: { readonly variance: Pointer };
    readonly sizes: PositionSizes;
  },
  { x, given, z, beta, rank, kind }: Readonly<Record<"x" | "given" | "z" | "beta", Pointer>> & {
    readonly rank: number;
    readonly kind: number;
  },
): { readonly rank: number; readonly residual: number } | undefined {
  const more = withScratch(
    backend,
    8 * positions * (inner + positions),
    (work) => kernels.hasMoreDirections(x, work, positions, inner, rank, CLOSE_ROWS_TOLERANCE),
  );
  if (!more) return undefined;
  const values = (triangle(positions) + inner) * (cols + 1) + positions * (positions + 1) + 8 * inner;
  const bytes = 8 * values + 16 * positions * (positions + 4) + 32;
  return withScratch(backend, bytes, (scratch) => {
    const work = align(scratch);
    const found = kernels.drawCloseRows(
      ...[x, at.variance, given, z, beta, work, positions, inner, cols] as const,
      ...[CLOSE_ROWS_TOLERANCE, kind] as const,
    );
    return { rank: found, residual: new Float64Array(backend.wasm.HEAPU8.buffer)[work >> 3]! };
  });
}

function align(address: Pointer): Pointer {
  return Math.ceil(address / 16) * 16;
}

/** The twin of the kernel: example by example in float64. given shape: [B, P, O] */
function portableDraw(
  x: tf.Tensor3D,
  variance: tf.Tensor2D,
  { given, ...options }: ChannelDrawOptions & { readonly given: tf.Tensor3D },
): Drawn {
  const gram = portableGram(x, variance);
  const [batch, positions, channels] = given.shape;
  const [matrices, values] = [gram.dataSync() as Float32Array, given.dataSync() as Float32Array];
  gram.dispose();
  const size = positions * channels;
  const [deviation, beta] = [new Float32Array(batch * size), new Float32Array(batch * size)];
  const [ranks, residuals] = [new Float32Array(batch), new Float32Array(batch)];
  for (let b = 0; b < batch; b++) {
    const own = matrices.subarray(b * matrices.length / batch, (b + 1) * matrices.length / batch);
    const drawn = drawChannels(
      { gram: own, positions, channels },
      values.subarray(b * size, (b + 1) * size),
      options,
    );
    deviation.set(drawn.deviation, b * size);
    beta.set(drawn.beta, b * size);
    ranks[b] = drawn.rank;
    residuals[b] = drawn.residual;
  }
  return [
    tf.tensor3d(deviation, given.shape),
    tf.tensor3d(beta, given.shape),
    tf.tensor1d(ranks),
    tf.tensor1d(residuals),
  ];
}

function largest(values: tf.TypedArray): number {
  return (values as Float32Array).reduce(
    (most, value) => value > most || Number.isNaN(value) ? value : most,
    0,
  );
}
