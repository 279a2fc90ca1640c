/**
 * What a kernel is to the rest: what tfjs runs, what the tape asks, what a call costs.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Product } from "../../products/product.ts";
import type { WasmBackend } from "../../wasm/heap.ts";

/** One call of a kernel on the wasm backend. */
export interface Call {
  /** Operands by name. */
  readonly inputs: Readonly<Record<string, tf.TensorInfo | undefined>>;
  /** Settings by name. */
  readonly attrs: Readonly<Record<string, unknown>>;
  /** The backend on whose heap the tensors lie. */
  readonly backend: WasmBackend;
  /** Matrix products on that heap. */
  readonly product: Product;
  /** What tfjs itself runs under this name, if anything. */
  readonly stock: tf.KernelConfig | undefined;
}

/** What of a kernel's settings is new at every step of a training: its key, or the number of the step. */
export type StepArgument = "key" | "step";

/** A call whose operands and results stay where they are. */
export interface BoundCall extends Call {
  /** Its results. */
  readonly outputs: readonly tf.TensorInfo[];
}

/** One finished call of a kernel, on any backend. */
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

/** A kernel of the wasm backend, ready to be installed. */
export interface Kernel {
  /** Name that it is registered under. */
  readonly name: string;
  /** Whether it calls the compiled module, which needs SIMD. */
  readonly compiled: boolean;
  /** Runs it. Results belong to the caller. */
  readonly run: (call: Call) => tf.TensorInfo | tf.TensorInfo[];
  /**
   * The call without its checks, to be repeated with other values of its step arguments. Kernels without it are
   * repeated as they are.
   */
  readonly bind?: (call: BoundCall) => (attrs: Call["attrs"]) => void;
  /** Settings that may be new at every step. */
  readonly stepArguments: readonly StepArgument[];
  /** Operations of one call, on any backend. */
  readonly flops: FlopCounter;
  /** For a kernel that the tape differentiates, or whose work is the gradient of one of tfjs's. */
  readonly gradient?: RegisteredGradient | undefined;
}

/** A gradient as tfjs registers it. */
export interface RegisteredGradient {
  /** Name of the kernel that is differentiated. */
  readonly of: string;
  /** The registration, given the one that tfjs brings, if any. */
  readonly config: (stock: tf.GradConfig | undefined) => tf.GradConfig;
}

/** Whether the active backend has a kernel of this name. */
export function isInstalled(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}

/** Runs a kernel of the active backend by name, on tensors, as a node of the tape. */
export function runByName(
  name: string,
  inputs: Readonly<Record<string, tf.Tensor>>,
  attrs: Readonly<Record<string, unknown>> = {},
): tf.Tensor[] {
  const result: tf.Tensor | tf.Tensor[] = tf.engine()
    .runKernel(name, inputs as tf.NamedTensorMap, attrs as unknown as tf.NamedAttrMap);
  return Array.isArray(result) ? result : [result];
}
