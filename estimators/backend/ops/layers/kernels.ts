/**
 * Dense layers and Adam on tensors.
 * @module
 */
import { runKernel, sizeOf } from "../../wasm/heap.ts";
import {
  at,
  type Call,
  kernelsOn,
  make,
  operand,
  requireShape,
  rowsOf,
  sameShaped,
  type TensorKernel,
} from "../../wasm/call.ts";
import { type Activation, activationCode } from "../../wasm/load.ts";

/** Kernels by name. */
export const layerKernels: Readonly<Record<string, TensorKernel>> = {
  /** x [B, n], w [n, O], b [O] -> act(x w + b) [B, O]; the activation works on the product in place. */
  R2g2Dense(call) {
    const name = "R2g2Dense";
    const [x, w, b] = [operand(name, call, "x"), operand(name, call, "w"), operand(name, call, "b")];
    const [rows, inner] = x.shape as [number, number];
    const cols = w.shape[1] ?? 0;
    requireShape(name, { name: "x", tensor: x, wanted: [rows, inner] });
    requireShape(name, { name: "w", tensor: w, wanted: [inner, cols] });
    requireShape(name, { name: "b", tensor: b, wanted: [cols] });
    const { backend } = call;
    const product = runKernel("BatchMatMul", {
      inputs: { a: x, b: w },
      attrs: { transposeA: false, transposeB: false },
      backend,
    });
    const out = at(backend, product);
    kernelsOn(backend).biasActivation(out, at(backend, b), out, rows, cols, code(call));
    return product;
  },

  /** dy, y [R, C] -> d pre-activation [R, C] (absent for a linear layer) and d bias [C]. */
  R2g2ActivationGradient(call) {
    const { dy, y } = sameShaped("R2g2ActivationGradient", call, ["dy", "y"]);
    const { rows, cols } = rowsOf(dy!);
    const { backend } = call;
    const dBias = make(backend, [cols]);
    const dz = code(call) === activationCode.linear ? undefined : make(backend, dy!.shape);
    const [d, a, z, s] = [dy, y, dz, dBias].map((tensor) => at(backend, tensor));
    kernelsOn(backend).activationGradient(d!, a!, z!, s!, rows, cols, code(call));
    return dz === undefined ? [dBias] : [dBias, dz];
  },

  /** x [R, C] -> its column sums [C]. */
  R2g2ColumnSums(call) {
    const x = operand("R2g2ColumnSums", call, "x");
    const { rows, cols } = rowsOf(x);
    const { backend } = call;
    const out = make(backend, [cols]);
    const source = at(backend, x);
    kernelsOn(backend).activationGradient(
      source,
      source,
      0,
      at(backend, out),
      rows,
      cols,
      activationCode.linear,
    );
    return out;
  },

  /** Updates variable, m and v in place, given gradient. All of one shape. */
  R2g2Adam(call) {
    const names = ["variable", "m", "v", "gradient"] as const;
    const { variable, m, v, gradient } = sameShaped("R2g2Adam", call, names);
    const { learningRate, beta1, beta2, epsilon, step } = call.attrs as unknown as AdamAttrs;
    const { backend } = call;
    const [p, first, second, g] = [variable, m, v, gradient].map((tensor) => at(backend, tensor));
    const rate = learningRate / (1 - beta1 ** step);
    const correction = 1 / (1 - beta2 ** step);
    const size = sizeOf(variable!.shape);
    kernelsOn(backend).adam(p!, first!, second!, g!, size, beta1, beta2, rate, correction, epsilon);
    return [];
  },
};

interface AdamAttrs {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly step: number;
}

function code(call: Call): number {
  return activationCode[call.attrs["activation"] as Activation];
}
