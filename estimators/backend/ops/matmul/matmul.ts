/**
 * BatchMatMul and _FusedMatMul of the wasm backend on a product of one's choice.
 *
 * The stock fused kernel is silently wrong with a transposed operand and a bias: it is always replaced.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { Product } from "../../products/blas.ts";
import { requireFloat32, runKernel } from "../../wasm/heap.ts";
import type { WasmKernel } from "../replace_kernel.ts";

/** The kernel BatchMatMul: inputs a, b; attributes transposeA, transposeB. */
export function batchMatMulKernel(product: Product): WasmKernel {
  return ({ inputs: { a, b }, attrs, backend }) => {
    requireFloat32("BatchMatMul", [a!, b!]);
    return product({ backend, a: a!, b: b!, transposeA: flag(attrs, "A"), transposeB: flag(attrs, "B") });
  };
}

/**
 * The kernel _FusedMatMul: inputs a, b, bias?, preluActivationWeights?; attributes transposeA, transposeB,
 * activation, leakyreluAlpha, with the meaning that they have on tfjs's cpu backend.
 */
export function fusedMatMulKernel(product: Product): WasmKernel {
  return ({ inputs: { a, b, bias, preluActivationWeights }, attrs, backend }) => {
    const given = [a!, b!, bias, preluActivationWeights].filter((x) => x !== undefined && x !== null);
    requireFloat32("_FusedMatMul", given);
    const columns = flag(attrs, "B") ? b!.shape.at(-2) : b!.shape.at(-1);
    const row = bias?.shape.length === 1 && bias.shape[0] === columns;
    let value = product({
      backend,
      a: a!,
      b: b!,
      bias: row ? bias : undefined,
      transposeA: flag(attrs, "A"),
      transposeB: flag(attrs, "B"),
    });
    const then = (name: string, inputs: Record<string, tf.TensorInfo>, more?: Record<string, unknown>) => {
      const before = value;
      try {
        value = runKernel(name, { inputs, backend, ...(more && { attrs: more }) });
      } finally {
        backend.disposeData(before.dataId);
      }
    };
    if (bias && !row) then("Add", { a: value, b: bias });
    const activation = attrs["activation"];
    switch (activation) {
      case undefined:
      case null:
      case "linear":
        break;
      case "relu":
        then("Relu", { x: value });
        break;
      case "relu6":
        then("Relu6", { x: value });
        break;
      case "elu":
        then("Elu", { x: value });
        break;
      case "sigmoid":
        then("Sigmoid", { x: value });
        break;
      case "prelu":
        then("Prelu", { x: value, alpha: preluActivationWeights! });
        break;
      case "leakyrelu":
        then("LeakyRelu", { x: value }, { alpha: attrs["leakyreluAlpha"] });
        break;
      default:
        backend.disposeData(value.dataId);
        throw new RangeError(
          `_FusedMatMul: activation ${activation}, wanted linear, relu, relu6, elu, prelu, leakyrelu or sigmoid`,
        );
    }
    return value;
  };
}

function flag(attrs: Readonly<Record<string, unknown>>, operand: "A" | "B"): boolean {
  return Boolean(attrs[`transpose${operand}`]);
}
