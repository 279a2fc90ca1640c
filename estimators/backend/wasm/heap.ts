/**
 * The memory of tfjs's wasm backend: where a tensor lies, and what happens when memory runs out.
 *
 * Tensors lie on one WebAssembly heap. A view on it dies when the heap grows, so views are taken after the
 * last allocation and never kept.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { BackendError } from "../types.ts";

/** What the backend keeps of a tensor's memory. */
export interface TensorData {
  readonly id: number;
  readonly memoryOffset: number;
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
  readonly refCount: number;
}

/** The part of tfjs's wasm backend that kernels use. */
export interface WasmBackend {
  readonly wasm: {
    readonly HEAPU8: Uint8Array;
    readonly asm: { readonly memory: WebAssembly.Memory };
    _malloc(bytes: number): number;
    _free(offset: number): void;
    readonly tfjs: {
      registerTensor(id: number, size: number, offset: number): void;
      disposeData(id: number): void;
    };
    // deno-lint-ignore no-explicit-any -- a C function by name, of any signature
    cwrap(name: string, result: null, parameters: readonly string[]): (...args: any[]) => void;
  };
  readonly dataIdMap: {
    get(dataId: tf.DataId): TensorData;
    has(dataId: tf.DataId): boolean;
    set(dataId: tf.DataId, value: TensorData): void;
    delete(dataId: tf.DataId): boolean;
  };
  dataIdNextNumber: number;
  makeOutput(
    shape: number[],
    dtype: tf.DataType,
    memoryOffset?: number | null,
    values?: unknown,
  ): tf.TensorInfo;
  write(values: unknown, shape: number[], dtype: tf.DataType): tf.DataId;
  read(dataId: tf.DataId): Promise<unknown>;
  readSync(dataId: tf.DataId, start?: number, end?: number): unknown;
  refCount(dataId: tf.DataId): number;
  disposeData(dataId: tf.DataId): boolean;
  incRef(dataId: tf.DataId): void;
  move(dataId: tf.DataId, values: unknown, shape: number[], dtype: tf.DataType, refCount: number): void;
}

/** Byte offset of a tensor's first element on the heap. */
export function offsetOf(backend: WasmBackend, tensor: tf.TensorInfo): number {
  return backend.dataIdMap.get(tensor.dataId).memoryOffset;
}

/** `length` float32 values from a byte offset on; valid until the heap grows. */
export function floats(backend: WasmBackend, offset: number, length: number): Float32Array<ArrayBuffer> {
  return new Float32Array(backend.wasm.HEAPU8.buffer as ArrayBuffer, offset, length);
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const extent of shape) size *= extent;
  return size;
}

/** Runs a registered kernel of the wasm backend on tensor infos, outside the tape. */
export function runKernel(
  name: string,
  call: { inputs: Record<string, tf.TensorInfo>; attrs?: Record<string, unknown>; backend: WasmBackend },
): tf.TensorInfo {
  const kernel = tf.getKernel(name, "wasm");
  if (kernel === undefined) throw new Error(`the wasm backend has no kernel ${name}`);
  // deno-lint-ignore no-explicit-any -- tfjs types a kernel's inputs and attributes per kernel
  return kernel.kernelFunc({ attrs: {}, ...call } as any) as tf.TensorInfo;
}

const LARGEST_HEAP = 2 ** 32 - 2 ** 16;
/** The allocator takes sizes for signed: a larger one would give memory back instead. */
const LARGEST_REQUEST = 2 ** 31 - 2 ** 16;

/**
 * Makes a full heap an error. Stock tfjs takes the null pointer of a failed allocation for a tensor's
 * address and writes there, and hands out memory that does not exist for sizes above 2 GiB. Idempotent.
 */
export function guardHeap(backend: WasmBackend): void {
  if (guarded.has(backend)) return;
  guarded.add(backend);
  backend.wasm._free(backend.wasm._malloc(1)); // on its first call tfjs's replaces itself
  const malloc = backend.wasm._malloc;
  const move = backend.move;
  let asking = "a kernel";
  backend.wasm._malloc = (bytes) => {
    const offset = bytes > LARGEST_REQUEST ? 0 : malloc(bytes) >>> 0;
    if (offset === 0 && bytes > 0) throw fullHeap(backend, { bytes, asking });
    return offset;
  };
  backend.move = function (dataId, values, shape, dtype, refCount) {
    asking = `a ${dtype} tensor of shape [${shape}]`;
    try {
      move.call(this, dataId, values, shape, dtype, refCount);
    } finally {
      asking = "a kernel";
    }
  };
}

const guarded = new WeakSet<WasmBackend>();

function fullHeap(backend: WasmBackend, { bytes, asking }: { bytes: number; asking: string }): BackendError {
  const mebibytes = (count: number) => `${Math.ceil(count / 2 ** 20)} MiB`;
  return new BackendError(
    `the wasm heap cannot grow: ${asking} asked for ${mebibytes(bytes)} when the heap held ` +
      `${mebibytes(backend.wasm.HEAPU8.length)} of at most ${mebibytes(LARGEST_HEAP)} (one tensor: ` +
      `${mebibytes(LARGEST_REQUEST)}): ` +
      `use a smaller batch, fewer samples or a smaller model`,
  );
}
