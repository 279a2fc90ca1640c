/**
 * _FusedMatMul: a product, a bias and an activation.
 *
 * tfjs's own is silently wrong with a transposed operand and a bias: it is always replaced.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { runKernel, sizeOf } from "../../wasm/heap.ts";
import { requireFloat32 } from "../kernel/checks.ts";
import { replaceKernel } from "../kernel/replace.ts";
import { productFlops, transposes } from "./batch_matmul.ts";

/** tfjs's kernels of the activations that take the value alone. */
const PLAIN = { relu: "Relu", relu6: "Relu6", elu: "Elu", sigmoid: "Sigmoid" } as const;

/**
 * Inputs a, b, bias?, preluActivationWeights?; attributes transposeA, transposeB, activation,
 * leakyreluAlpha, with the meaning that they have on tfjs's cpu backend.
 */
export const fusedMatMul = replaceKernel({
  name: "_FusedMatMul",
  flops(run) {
    const extra = (run.inputs["bias"] ? 1 : 0) + ((run.attrs["activation"] ?? "linear") === "linear" ? 0 : 1);
    return productFlops(run) + extra * sizeOf(run.output.shape);
  },
  run({ inputs: { a, b, bias, preluActivationWeights }, attrs, backend, product }) {
    const given = [a!, b!, bias, preluActivationWeights].filter((x) => x !== undefined && x !== null);
    requireFloat32("_FusedMatMul", given);
    const { transposeA, transposeB } = transposes(attrs);
    const columns = transposeB ? b!.shape.at(-2) : b!.shape.at(-1);
    const row = bias?.shape.length === 1 && bias.shape[0] === columns;
    let value = product({ backend, a: a!, b: b!, bias: row ? bias : undefined, transposeA, transposeB });
    const then = (name: string, inputs: Record<string, tf.TensorInfo>, more?: Record<string, unknown>) => {
      const before = value;
      try {
        value = runKernel(name, { inputs, backend, ...(more && { attrs: more }) });
      } finally {
        backend.disposeData(before.dataId);
      }
    };
    if (bias && !row) then("Add", { a: value, b: bias });
    const activation = (attrs["activation"] ?? "linear") as string;
    if (Object.hasOwn(PLAIN, activation)) then(PLAIN[activation as keyof typeof PLAIN], { x: value });
    else if (activation === "prelu") then("Prelu", { x: value, alpha: preluActivationWeights! });
    else if (activation === "leakyrelu") {
      then("LeakyRelu", { x: value }, { alpha: attrs["leakyreluAlpha"] });
    } else if (activation !== "linear") {
      backend.disposeData(value.dataId);
      throw new RangeError(
        `_FusedMatMul: activation ${activation}, wanted linear, ${
          Object.keys(PLAIN).join(", ")
        }, prelu or leakyrelu`,
      );
    }
    return value;
  },
});
