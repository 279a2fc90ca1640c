/**
 * Floating-point operations of tfjs kernels, from the shapes that they ran with.
 *
 * The convention: a multiply and an add are two operations; an elementwise function of any kind, exp and
 * tanh included, is one per value; a reduction is one per value read; a comparison, a choice, a copy and a
 * change of layout are none. In training steps the matrix products are nearly all of it.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";

/** One call of a kernel. */
export interface KernelRun {
  /** Operands by the kernel's names for them. */
  readonly inputs: Readonly<Record<string, tf.TensorInfo | readonly tf.TensorInfo[] | undefined>>;
  /** Attributes, such as `transposeA`. */
  readonly attrs: Readonly<Record<string, unknown>>;
  /** What it returned; the first of several. */
  readonly output: tf.TensorInfo;
}

/** Operations of one call. */
export type FlopCounter = (run: KernelRun) => number;

const perValue: FlopCounter = ({ output }) => size(output);
const twicePerValue: FlopCounter = ({ output }) => 2 * size(output);
const perValueRead: FlopCounter = ({ inputs }) => size(inputs["x"]);
const none: FlopCounter = () => 0;

const COUNTERS = new Map<string, FlopCounter>([
  ["BatchMatMul", product],
  ["_FusedMatMul", (run) => {
    const extra = (run.inputs["bias"] ? 1 : 0) + ((activation(run) ?? "linear") === "linear" ? 0 : 1);
    return product(run) + extra * size(run.output);
  }],
  ["Conv2D", ({ inputs, output }) => convolution(inputs["filter"], { pixels: output })],
  ["Conv2DBackpropInput", ({ inputs }) => convolution(inputs["filter"], { pixels: inputs["dy"] })],
  ["Conv2DBackpropFilter", ({ inputs, output }) => convolution(output, { pixels: inputs["dy"] })],
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
  return COUNTERS.get(kernel)?.(run);
}

/** Teaches `profile` what a kernel costs, by the convention above. */
export function registerFlops(kernel: string, counter: FlopCounter): void {
  COUNTERS.set(kernel, counter);
}

/** 2 m n k per matrix of the result. */
function product({ inputs, attrs, output }: KernelRun): number {
  const a = inputs["a"] as tf.TensorInfo;
  return 2 * size(output) * (a.shape.at(attrs["transposeA"] ? -2 : -1) ?? 0);
}

/** A multiply and an add for every weight of a unit, at every output pixel of every unit. */
function convolution(
  filter: KernelRun["inputs"][string],
  { pixels }: { pixels: KernelRun["inputs"][string] },
) {
  const units = (filter as tf.TensorInfo).shape.at(-1) ?? 1;
  return units === 0 ? 0 : (2 * size(filter) * size(pixels)) / units;
}

function activation({ attrs }: KernelRun): unknown {
  return attrs["activation"];
}

function size(tensor: KernelRun["inputs"][string]): number {
  return (tensor as tf.TensorInfo).shape.reduce((product, extent) => product * extent, 1);
}
