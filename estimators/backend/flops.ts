/**
 * Floating-point operations of tfjs kernels, from the shapes that they ran with.
 *
 * Convention: a multiply and an add are two operations; an elementwise function of any kind, exp and
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

/** Kernels of tfjs in whose place none of ours comes; those say themselves what they cost, on any backend. */
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
    "Expm1 Log1p Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh Sigmoid Erf Relu " +
    "Relu6 Elu Selu Floor Ceil Round Cumsum Cumprod",
  perValue,
);
register("SquaredDifference LeakyRelu Prelu EluGrad ClipByValue LinSpace", twicePerValue);
register("Sum Prod Max Min ArgMax ArgMin", perValueRead);
register(
  "Reshape ExpandDims Transpose Slice StridedSlice Concat Pack Unpack SplitV BroadcastTo PadV2 " +
    "MirrorPad Reverse GatherNd ScatterNd Cast Fill ZerosLike OnesLike OneHot Range Select Greater " +
    "GreaterEqual Less LessEqual Equal NotEqual LogicalAnd LogicalOr LogicalNot LogicalXor IsNan IsInf IsFinite " +
    "Step All Any TopK Unique Bincount RandomUniform Multinomial Complex Real Imag Diag StopGradient " +
    "MaxPool",
  none,
);

/** Operations of one call; undefined where the kernel is unknown. */
export function countFlops(kernel: string, run: KernelRun): number | undefined {
  const counter = KERNELS.get(kernel)?.flops ?? COUNTERS.get(kernel);
  return counter?.(run);
}

function size(tensor: KernelRun["inputs"][string]): number {
  return (tensor as tf.TensorInfo).shape.reduce((product, extent) => product * extent, 1);
}
