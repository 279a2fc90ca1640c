/**
 * The gradient of max-pooling by 2 × 2 windows side by side. tfjs's takes forty times its forward pass.
 * @module
 */
import { offsetOf } from "../../wasm/heap.ts";
import { kernelsOn, make } from "../../wasm/tensors.ts";
import { operand, requireShape } from "../kernel/checks.ts";
import type { Call } from "../kernel/kernel.ts";
import { replaceKernel } from "../kernel/replace.ts";

/** input [B, H, W, C], dy [B, H / 2, W / 2, C] -> [B, H, W, C]; a window's goes to its first largest value. */
export const maxPoolGradient = replaceKernel({
  name: "MaxPoolGrad",
  flops: () => 0,
  compiled: true,
  takes: hasPairs,
  run(call) {
    const [input, dy] = [operand("MaxPoolGrad", call, "input"), operand("MaxPoolGrad", call, "dy")];
    const [batch = 0, height = 0, width = 0, channels = 0] = input.shape;
    const wanted = [batch, height / 2, width / 2, channels];
    requireShape("MaxPoolGrad", { name: "dy", tensor: dy, wanted });
    const { backend } = call;
    const out = make(backend, input.shape);
    const [x, d, dx] = [input, dy, out].map((tensor) => offsetOf(backend, tensor));
    kernelsOn(backend).pairPoolGradient(x!, d!, dx!, batch * height / 2, width / 2, channels);
    return out;
  },
});

function hasPairs({ inputs: { input }, attrs }: Call): boolean {
  const { filterSize, strides, pad } = attrs as unknown as Record<"filterSize" | "strides" | "pad", unknown>;
  const [, height = 1, width = 1] = input?.shape ?? [];
  const two = (value: unknown) => value === 2 || (Array.isArray(value) && value.every((side) => side === 2));
  return input?.dtype === "float32" && two(filterSize) && two(strides) &&
    (pad === "valid" || pad === "same") &&
    height % 2 === 0 && width % 2 === 0;
}
