/**
 * Programs of our own on the webgpu backend: WGSL that tfjs compiles, caches and runs on tensors.
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/** A program over flat arrays. */
export interface Program {
  /** Name that its compiled form is kept under. */
  readonly name: string;
  /** Operands, as the code names their arrays. */
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  /** Whole numbers that the code reads as `uniforms.NAME`. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Shape of the result, in the code `result`, which may also hold its work. */
  readonly shape: readonly number[];
  /** Threads that run `main(index)` in all; those of one workgroup of {@linkcode LANES} may wait for each other. */
  readonly threads: number;
  /** Declares `fn main(index : i32)`; indices from `threads` on must write nothing. */
  readonly code: string;
}

/** Threads of a workgroup. */
export const LANES = 16;

/** What of tfjs's backend is used. */
interface ProgramRunner {
  runWebGPUProgram(
    program: object,
    inputs: readonly tf.TensorInfo[],
    type: tf.DataType,
    uniforms: readonly { readonly type: "int32"; readonly data: readonly number[] }[],
  ): tf.TensorInfo;
}

/** Runs a program on the active backend, which is webgpu. Not differentiable; the caller disposes the result. */
export function runProgram({ name, inputs, sizes, shape, threads, code }: Program): tf.Tensor {
  const size = shape.reduce((product, axis) => product * axis, 1);
  if (size === 0) return tf.zeros([...shape]);
  return tf.tidy(() => {
    const operands = Object.values(inputs).map((input) => tf.reshape(input, [-1]));
    const program = {
      outputShape: [size],
      shaderKey: `r2g2_${name}`,
      dispatchLayout: { x: [0] },
      dispatch: [Math.ceil(threads / LANES), 1, 1],
      workgroupSize: [LANES, 1, 1],
      variableNames: Object.keys(inputs),
      uniforms: Object.keys(sizes).map((each) => `${each} : i32,`).join(" "),
      getUserCode: () => code,
    };
    const uniforms = Object.values(sizes).map((value) => ({ type: "int32" as const, data: [value] }));
    const backend = tf.backend() as unknown as ProgramRunner;
    const info = backend.runWebGPUProgram(program, operands, "float32", uniforms);
    return tf.reshape(tf.engine().makeTensorFromTensorInfo(info), [...shape]);
  });
}
