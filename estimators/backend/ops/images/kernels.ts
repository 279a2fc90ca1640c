/**
 * Image patches and max-pooling's gradient on tensors.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import {
  at,
  type Call,
  kernelsOn,
  make,
  operand,
  requireShape,
  type TensorKernel,
  zeros,
} from "../../wasm/call.ts";
import { runStock } from "../elementwise/kernels.ts";

type Images = [batch: number, height: number, width: number, channels: number];

/** Kernels by name. */
export const imageKernels: Readonly<Record<string, TensorKernel>> = {
  /** x [B, H, W, C] and attribute size -> [B, H · W, size² · C]. */
  R2g2ImagePatches(call) {
    const x = operand("R2g2ImagePatches", call, "x");
    const [[batch, height, width, channels], size] = [x.shape as Images, call.attrs["size"] as number];
    const { backend } = call;
    const out = make(backend, [batch, height * width, size ** 2 * channels]);
    kernelsOn(backend).imagePatches(at(backend, x), at(backend, out), batch, height, width, channels, size);
    return out;
  },

  /** dy [B, H · W, size² · C], attributes size and shape, that of the images -> [B, H, W, C]. */
  R2g2ImagePatchesGradient(call) {
    const name = "R2g2ImagePatchesGradient";
    const dy = operand(name, call, "dy");
    const { size, shape } = call.attrs as unknown as { size: number; shape: Images };
    const [batch, height, width, channels] = shape;
    requireShape(name, { name: "dy", tensor: dy, wanted: [batch, height * width, size ** 2 * channels] });
    const { backend } = call;
    const out = zeros(backend, shape);
    kernelsOn(backend).addPatches(at(backend, out), at(backend, dy), batch, height, width, channels, size);
    return out;
  },
};

/** tfjs's takes forty times its forward pass. `stock` answers for all but 2 × 2 windows side by side. */
export function poolKernels(
  stock: (name: string) => tf.KernelConfig | undefined,
): Record<string, TensorKernel> {
  return {
    /** input [B, H, W, C], dy [B, H / 2, W / 2, C] -> [B, H, W, C]; a window's goes to its first largest value. */
    MaxPoolGrad(call) {
      const original = stock("MaxPoolGrad");
      if (!pairs(call) && original !== undefined) return runStock(original, call);
      const [input, dy] = [operand("MaxPoolGrad", call, "input"), operand("MaxPoolGrad", call, "dy")];
      const [batch, height, width, channels] = input.shape as Images;
      requireShape("MaxPoolGrad", {
        name: "dy",
        tensor: dy,
        wanted: [batch, height / 2, width / 2, channels],
      });
      const { backend } = call;
      const out = make(backend, input.shape);
      const [x, d, dx] = [input, dy, out].map((tensor) => at(backend, tensor));
      kernelsOn(backend).pairPoolGradient(x!, d!, dx!, batch * height / 2, width / 2, channels);
      return out;
    },
  };
}

function pairs({ inputs: { input }, attrs }: Call): boolean {
  const { filterSize, strides, pad } = attrs as unknown as Record<"filterSize" | "strides" | "pad", unknown>;
  const [, height = 1, width = 1] = input?.shape ?? [];
  const two = (value: unknown) => value === 2 || (Array.isArray(value) && value.every((side) => side === 2));
  return input?.dtype === "float32" && two(filterSize) && two(strides) &&
    (pad === "valid" || pad === "same") &&
    height % 2 === 0 && width % 2 === 0;
}
