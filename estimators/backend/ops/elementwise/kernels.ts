/**
 * Kernels of tfjs that ours replace, function by function, on the wasm backend.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { sizeOf, type WasmBackend } from "../../wasm/heap.ts";
import { at, type Call, kernelsOn, make, operand, requireShape, type TensorKernel } from "../../wasm/call.ts";
import type { Kernels } from "../../wasm/load.ts";

/**
 * tfjs's kernel names and the kernels that take their place. Sigmoid, Relu and Square stay: the stock ones
 * are SIMD code too, and as fast or faster.
 */
const replacements = {
  Exp: "exp",
  Log: "log",
  Tanh: "tanh",
  Softplus: "softplus",
} as const satisfies Readonly<Record<string, keyof Kernels>>;

const gradients = {
  R2g2TanhGradient: ["tanhGradient", "y"],
  R2g2ReluGradient: ["reluGradient", "x"],
  R2g2SoftplusGradient: ["softplusGradient", "x"],
} as const satisfies Readonly<Record<string, readonly [keyof Kernels, string]>>;

/** Replacements by tfjs's names. `stock` answers for what is not float32. */
export function elementwiseKernels(
  stock: (name: string) => tf.KernelConfig | undefined,
): Record<string, TensorKernel> {
  const all: Record<string, TensorKernel> = {};
  for (const [name, kernel] of Object.entries(replacements)) all[name] = unary(name, { kernel, stock });
  for (const [name, [kernel, other]] of Object.entries(gradients)) {
    all[name] = (call) => {
      const dy = operand(name, call, "dy");
      const second = operand(name, call, other);
      requireShape(name, { name: other, tensor: second, wanted: dy.shape });
      const { backend } = call;
      const out = make(backend, dy.shape);
      const size = sizeOf(dy.shape);
      kernelsOn(backend)[kernel](at(backend, dy), at(backend, second), at(backend, out), size);
      return out;
    };
  }
  return all;
}

function unary(
  name: string,
  { kernel, stock }: {
    kernel: typeof replacements[keyof typeof replacements];
    stock: (name: string) => tf.KernelConfig | undefined;
  },
): TensorKernel {
  return (call) => {
    const { inputs, backend } = call;
    if (inputs["x"]?.dtype !== "float32") {
      const original = stock(name);
      if (original !== undefined) return runStock(original, call);
    }
    const x = operand(name, call, "x");
    const out = make(backend, x.shape);
    kernelsOn(backend)[kernel](at(backend, x), at(backend, out), sizeOf(x.shape));
    return out;
  };
}

/** Runs a kernel of tfjs in our place. */
export function runStock(config: tf.KernelConfig, { inputs, attrs, backend }: Call): tf.TensorInfo {
  return config.kernelFunc({
    inputs: inputs as tf.NamedTensorInfoMap,
    attrs: attrs as tf.NamedAttrMap,
    backend: backend as WasmBackend & tf.KernelBackend,
  }) as tf.TensorInfo;
}
