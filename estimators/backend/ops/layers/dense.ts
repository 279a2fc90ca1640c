/**
 * A dense layer: product, bias and activation.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type Activation, activationCode } from "../../wasm/functions.ts";
import { defineKernel } from "../kernel/define.ts";
import { rowsOf } from "../kernel/shapes.ts";

/**
 * act(x w + b). Backwards, the activation's gradient and the bias gradient are one pass, and the product
 * for x is formed only where x is differentiated.
 *
 * @param x shape: [B, n]
 * @param w shape: [n, O]
 * @param b shape: [O]
 * @returns shape: [B, O]
 */
export function denseBiasActivation(
  x: tf.Tensor2D,
  w: tf.Tensor2D,
  b: tf.Tensor,
  activation: Activation,
): tf.Tensor2D {
  return dense.apply({ x, w, b }, { activation }) as tf.Tensor2D;
}

interface DenseAttrs {
  readonly activation: Activation;
}

/** dy, y [R, C] -> d bias [C] and, but for a linear layer, d pre-activation [R, C]. */
export const activationGradient = defineKernel({
  name: "R2g2ActivationGradient",
  inputs: ["dy", "y"],
  sizes({ dy }, { activation }: DenseAttrs) {
    const { rows, cols } = rowsOf(dy);
    const results = activation === "linear" ? [[cols]] : [[cols], dy];
    return { rows, cols, wanted: { y: dy }, results };
  },
  run({ kernels, at, sizes: { rows, cols }, attrs: { activation } }, dBias, dz = 0) {
    kernels.activationGradient(at.dy, at.y, dz, dBias, rows, cols, activationCode[activation]);
  },
  flops: ({ rows, cols }, { activation }) => (activation === "tanh" ? 4 : 1) * rows * cols,
});

/** x [B, n], w [n, O], b [O] -> act(x w + b) [B, O]; the activation works on the product in place. */
export const dense = defineKernel({
  name: "R2g2Dense",
  inputs: ["x", "w", "b"],
  sizes({ x, w }, _attrs: DenseAttrs) {
    const [rows = 0, inner = 0] = x;
    const [, cols = 0] = w;
    const wanted = { x: [rows, inner], w: [inner, cols], b: [cols] };
    return { rows, inner, cols, wanted, results: [[rows, cols]] };
  },
  run({ backend, kernels, product, inputs, at, outputs, sizes: { rows, cols }, attrs: { activation } }, out) {
    const [transposeA, transposeB] = [false, false];
    product({ backend, a: inputs.x, b: inputs.w, into: outputs[0], transposeA, transposeB });
    kernels.biasActivation(out, at.b, out, rows, cols, activationCode[activation]);
  },
  flops: ({ rows, inner, cols }, { activation }) =>
    (2 * inner + 1 + (activation === "linear" ? 0 : 1)) * rows * cols,
  gradient: {
    saves: ["x", "w"],
    savesResult: true,
    of(dy, { x, w, result: y }, { activation }) {
      const [dBias, dz = dy] = activationGradient.all({ dy, y }, { activation });
      const [own, transposed] = [false, true];
      return {
        x: () => tf.matMul(dz, w, own, transposed),
        w: () => tf.matMul(x, dz, transposed, own),
        b: () => tf.clone(dBias!),
      };
    },
  },
  takes: ({ x }) => x.rank === 2,
  portable({ x, w, b }, { activation }) {
    const z = tf.add(tf.matMul(x, w), b);
    return activation === "tanh" ? tf.tanh(z) : activation === "relu" ? tf.relu(z) : z;
  },
});
