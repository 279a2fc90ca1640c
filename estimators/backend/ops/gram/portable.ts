/**
 * Gram matrices of patches, draws of them and the gradient of their path where the kernels are not.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type ChannelDrawOptions, drawChannels, pairOf } from "../../../linalg/gram.ts";
import { canReadSync } from "../../read.ts";
import { exampleOf } from "../noise/portable.ts";

/** Lower triangles of X_b diag(s_o) X_bᵀ. shapes: [B, P, n], [n, O] -> [B, P (P + 1) / 2, O] */
export function portableGram(x: tf.Tensor3D, variance: tf.Tensor2D): tf.Tensor3D {
  const [batch, positions, inner] = x.shape;
  const pairs = Array.from({ length: positions }, (_, p) => Array.from({ length: p + 1 }, (_, q) => [p, q]))
    .flat();
  return tf.tidy(() => {
    const rows = (side: number) => tf.gather(x, tf.tensor1d(pairs.map((pair) => pair[side]!), "int32"), 1);
    const products = tf.reshape(tf.mul(rows(0), rows(1)), [batch * pairs.length, inner]) as tf.Tensor2D;
    return tf.reshape(tf.matMul(products, variance), [batch, pairs.length, variance.shape[1]]);
  });
}

/** What {@linkcode portableGramDraw} returns. */
export interface GramDrawn {
  /** z. shape: [B, P, O] */
  readonly deviation: tf.Tensor3D;
  /** β with G β = z. shape: [B, P, O] */
  readonly beta: tf.Tensor3D;
  /** Largest rank. */
  readonly rank: number;
  /** Largest |G β − z|. */
  readonly residual: number;
}

/** Draws, or solutions, example by example in float64. given shape: [B, P, O] */
export function portableGramDraw(
  gram: tf.Tensor3D,
  given: tf.Tensor3D,
  options: ChannelDrawOptions,
): GramDrawn {
  if (!canReadSync()) {
    throw new Error(
      `${tf.getBackend()}: Gram matrices are factored in memory, which this backend cannot read at once: ` +
        "use r2g2-cg here, or another backend",
    );
  }
  const [batch, positions, channels] = given.shape;
  const [matrices, values] = [gram.dataSync() as Float32Array, given.dataSync() as Float32Array];
  const size = positions * channels;
  const deviation = new Float32Array(batch * size);
  const beta = new Float32Array(batch * size);
  let [rank, residual] = [0, 0];
  for (let b = 0; b < batch; b++) {
    const own = matrices.subarray(b * gram.size / batch, (b + 1) * gram.size / batch);
    const drawn = drawChannels(
      { gram: own, positions, channels },
      values.subarray(b * size, (b + 1) * size),
      options,
    );
    deviation.set(drawn.deviation, b * size);
    beta.set(drawn.beta, b * size);
    rank = Math.max(rank, drawn.rank);
    residual = Math.max(residual, drawn.residual);
  }
  return {
    deviation: tf.tensor3d(deviation, [batch, positions, channels]),
    beta: tf.tensor3d(beta, [batch, positions, channels]),
    rank,
    residual,
  };
}

/** G d. shapes: [B, pairs, O], [B, P, O] -> [B, P, O] */
export function portableGramProduct(gram: tf.Tensor3D, vector: tf.Tensor3D): tf.Tensor3D {
  const positions = vector.shape[1];
  return tf.tidy(() => {
    const rows = Array.from({ length: positions }, (_, p) => {
      const entries = Array.from({ length: positions }, (_, q) => pairOf(p, q));
      const row = tf.gather(gram, tf.tensor1d(entries, "int32"), 1);
      return tf.sum(tf.mul(row, vector), 1);
    });
    return tf.stack(rows, 1) as tf.Tensor3D;
  });
}

/** The deviation as it is, with the gradient of A ε* for ε* = σ Xᵀβ held constant. */
export function portableGramPath(
  x: tf.Tensor3D,
  variance: tf.Tensor2D,
  { deviation, beta }: { readonly deviation: tf.Tensor3D; readonly beta: tf.Tensor3D },
): tf.Tensor3D {
  const operation = tf.customGrad((...args) => {
    const [patches, scales, save] = args as unknown as [
      tf.Tensor3D,
      tf.Tensor2D,
      (kept: tf.Tensor[]) => void,
    ];
    save([patches, scales, beta]);
    return {
      value: tf.clone(deviation),
      gradFunc: (dy, saved) => gradients(dy as tf.Tensor3D, saved as [tf.Tensor3D, tf.Tensor2D, tf.Tensor3D]),
    };
  });
  return operation(x, variance) as tf.Tensor3D;
}

/** Example by example: no tensor is larger than the weights. */
function gradients(
  dy: tf.Tensor3D,
  [x, variance, beta]: [tf.Tensor3D, tf.Tensor2D, tf.Tensor3D],
): [tf.Tensor, tf.Tensor] {
  let dVariance: tf.Tensor = tf.zerosLike(variance);
  const inputs = Array.from({ length: x.shape[0] }, (_, b) => {
    const [dInput, sum] = tf.tidy(() => {
      const [patches, g] = [exampleOf(x, b), exampleOf(dy, b)];
      const back = tf.transpose(patches);
      const u = tf.matMul(back, g);
      const v = tf.matMul(back, exampleOf(beta, b));
      const total = tf.add(dVariance, tf.mul(0.5, tf.mul(u, v)));
      return [tf.matMul(g, tf.transpose(tf.mul(v, variance) as tf.Tensor2D)), total];
    }) as [tf.Tensor2D, tf.Tensor];
    dVariance.dispose();
    dVariance = sum;
    return dInput;
  });
  const dx = inputs.length === 0 ? tf.zerosLike(x) : tf.stack(inputs);
  tf.dispose(inputs);
  return [dx, dVariance];
}
