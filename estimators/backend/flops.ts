/**
 * Floating-point operations of tfjs kernels, from the shapes that they ran with.
 *
 * The convention: a multiply and an add are two operations; an elementwise function of any kind, exp and
 * tanh included, is one per value; a reduction is one per value read; a comparison, a choice, a copy and a
 * change of layout are none. In training steps the matrix products are nearly all of it.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { FlopCounter, KernelRun } from "./ops/kernel/kernel.ts";
import { KERNELS } from "./ops/kernels.ts";

const perValue: FlopCounter = ({ output }) => size(output);
const twicePerValue: FlopCounter = ({ output }) => 2 * size(output);
const perValueRead: FlopCounter = ({ inputs }) => size(inputs["x"]);
const none: FlopCounter = () => 0;

/** Kernels of tfjs that none of ours takes the place of, and any that a caller registers. */
const COUNTERS = new Map<string, FlopCounter>([
  ["AddN", ({ inputs, output }) => (Object.keys(inputs).length - 1) * size(output)],
  ["Mean", ({ inputs, output }) => size(inputs["x"]) + size(output)],
  // Largest value, its subtraction, exp, their sum, the division by it.
  ["Softmax", ({ output }) => 5 * size(output)],
  ["LogSoftmax", ({ output }) => 5 * size(output)],
]);

function register(names: string, counter: FlopCounter): void {
  for (const name of names.split(" ")) COUNTERS.set(name, counter);
}

register(
  "Add Sub Multiply RealDiv FloorDiv Mod Maximum Minimum Pow Atan2 Neg Abs Sign Sqrt Rsqrt Square Reciprocal " +
    "Exp Expm1 Log Log1p Sin Cos Tan Asin Acos Atan Sinh Cosh Tanh Asinh Acosh Atanh Sigmoid Softplus Erf Relu " +
    "Relu6 Elu Selu Floor Ceil Round Cumsum Cumprod",
  perValue,
);
register("SquaredDifference LeakyRelu Prelu EluGrad ClipByValue LinSpace", twicePerValue);
register("Sum Prod Max Min ArgMax ArgMin", perValueRead);
register(
  "Identity Reshape ExpandDims Transpose Slice StridedSlice Concat Pack Unpack SplitV Tile BroadcastTo PadV2 " +
    "MirrorPad Reverse GatherV2 GatherNd ScatterNd Cast Fill ZerosLike OnesLike OneHot Range Select Greater " +
    "GreaterEqual Less LessEqual Equal NotEqual LogicalAnd LogicalOr LogicalNot LogicalXor IsNan IsInf IsFinite " +
    "Step All Any TopK Unique Bincount RandomUniform Multinomial Complex Real Imag Diag StopGradient " +
    "MaxPool MaxPoolGrad",
  none,
);

/** Operations of one call; undefined where the kernel is unknown. */
export function countFlops(kernel: string, run: KernelRun): number | undefined {
  const counter = COUNTERS.get(kernel) ?? KERNELS.get(kernel)?.flops;
  return counter?.(run);
}

/** Teaches `profile` what a kernel costs, by the convention above. */
export function registerFlops(kernel: string, counter: FlopCounter): void {
  COUNTERS.set(kernel, counter);
}

function size(tensor: KernelRun["inputs"][string]): number {
  return (tensor as tf.TensorInfo).shape.reduce((product, extent) => product * extent, 1);
}
