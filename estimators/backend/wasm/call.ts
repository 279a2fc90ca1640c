/**
 * What the kernels on tensors have in common: an instance per backend, checked operands, results.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { offsetOf, sizeOf, type WasmBackend } from "./heap.ts";
import { instantiate, type Kernels, type Pointer } from "./load.ts";
import type { PositionSizes } from "../ops/position_flops.ts";

/** One call of a kernel on the wasm backend. */
export interface Call {
  readonly inputs: Readonly<Record<string, tf.TensorInfo | undefined>>;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly backend: WasmBackend;
}

/** A kernel of the wasm backend, of one result or several. */
export type TensorKernel = (call: Call) => tf.TensorInfo | tf.TensorInfo[];

const instances = new WeakMap<WasmBackend, Kernels>();

/** The kernels on a backend's heap. */
export function kernelsOn(backend: WasmBackend): Kernels {
  let kernels = instances.get(backend);
  if (kernels === undefined) {
    kernels = instantiate(backend.wasm.asm.memory);
    instances.set(backend, kernels);
  }
  return kernels;
}

/** Address of a tensor; 0 for an absent one. Addresses stay when the heap grows. */
export function at(backend: WasmBackend, tensor: tf.TensorInfo | undefined): Pointer {
  return tensor === undefined ? 0 : offsetOf(backend, tensor);
}

/** A new float32 tensor. */
export function make(backend: WasmBackend, shape: readonly number[]): tf.TensorInfo {
  return backend.makeOutput([...shape], "float32");
}

/** Fills a float32 tensor with zeros. Returns its address. */
export function clear(backend: WasmBackend, tensor: tf.TensorInfo): Pointer {
  const start = at(backend, tensor);
  backend.wasm.HEAPU8.fill(0, start, start + 4 * sizeOf(tensor.shape));
  return start;
}

/** A new float32 tensor of zeros. */
export function zeros(backend: WasmBackend, shape: readonly number[]): tf.TensorInfo {
  const out = make(backend, shape);
  clear(backend, out);
  return out;
}

/** Runs `body` with `bytes` of the heap that are freed afterwards. */
export function withScratch<T>(backend: WasmBackend, bytes: number, body: (at: Pointer) => T): T {
  const scratch = backend.wasm._malloc(bytes);
  if (scratch === 0) {
    throw new Error(`the wasm heap cannot grow by ${bytes} bytes of scratch: use a smaller batch or layer`);
  }
  try {
    return body(scratch);
  } finally {
    backend.wasm._free(scratch);
  }
}

/** An input that must be there and be float32. */
export function operand(kernel: string, call: Call, name: string): tf.TensorInfo {
  const tensor = call.inputs[name];
  if (tensor === undefined) throw new TypeError(`${kernel}: input ${name} is missing`);
  if (tensor.dtype !== "float32") {
    throw new TypeError(
      `${kernel}: ${name} is ${tensor.dtype} [${tensor.shape}]; wanted float32: use tf.cast(x, "float32")`,
    );
  }
  return tensor;
}

/** Throws unless `tensor` has the shape that the other operands ask for. */
export function requireShape(
  kernel: string,
  { name, tensor, wanted }: { name: string; tensor: tf.TensorInfo; wanted: readonly number[] },
): void {
  if (tf.util.arraysEqual(tensor.shape, [...wanted])) return;
  throw new RangeError(`${kernel}: ${name} has shape [${tensor.shape}]; wanted [${wanted}]`);
}

/** Leading axes and their size, last axis: how a tensor is rows of columns. */
export function rowsOf(tensor: tf.TensorInfo): { leading: number[]; rows: number; cols: number } {
  const leading = tensor.shape.slice(0, -1);
  return { leading, rows: sizeOf(leading), cols: tensor.shape.at(-1) ?? 1 };
}

/** Operands by name, all of the first one's shape. */
export function sameShaped<const Names extends readonly string[]>(
  kernel: string,
  call: Call,
  names: Names,
): Record<Names[number], tf.TensorInfo> {
  const tensors = names.map((name) => operand(kernel, call, name));
  const wanted = tensors[0]!.shape;
  names.forEach((name, i) => requireShape(kernel, { name, tensor: tensors[i]!, wanted }));
  return Object.fromEntries(names.map((name, i) => [name, tensors[i]])) as Record<
    Names[number],
    tf.TensorInfo
  >;
}

/** Operands and sizes of a kernel over patches. */
export interface PatchOperands extends PositionSizes {
  /** shape: [B, P, n] */
  readonly x: tf.TensorInfo;
  /** shape: [n, O] */
  readonly weights: tf.TensorInfo;
}

/** Operands that all kernels over patches have, checked: x [B, P, n] and `weights`, the name of an input [n, O]. */
export function patchOperands(kernel: string, call: Call, weightsName: string): PatchOperands {
  const [x, weights] = [operand(kernel, call, "x"), operand(kernel, call, weightsName)];
  if (x.shape.length !== 3) {
    throw new RangeError(`${kernel}: x has shape [${x.shape}]; wanted [B, P, n]`);
  }
  const [batch, positions, inner] = x.shape as [number, number, number];
  const cols = weights.shape[1] ?? 0;
  requireShape(kernel, { name: weightsName, tensor: weights, wanted: [inner, cols] });
  return { x, weights, batch, positions, inner, cols };
}
