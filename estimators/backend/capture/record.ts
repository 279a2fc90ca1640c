/**
 * Records a computation while it runs on the wasm backend.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type Finding, findNow, type Found, observeReads } from "../read.ts";
import { observeKeys } from "../streams/key_observer.ts";
import type { WasmBackend } from "../wasm/heap.ts";
import { type Block, CaptureError, type Entry, type Operand, type Operands, type Trace } from "./trace.ts";

/** What is recorded. */
export interface Recording {
  /** Tensors that are others at each replay. */
  readonly args: readonly tf.Tensor[];
  /** Runs it; returns tensors whose values are wanted. They are the caller's. */
  readonly run: () => readonly tf.Tensor[];
}

type Infos = Readonly<Record<string, tf.TensorInfo | readonly tf.TensorInfo[] | undefined>>;

/**
 * Runs a computation and notes all that it does. The computation is not disturbed, whatever comes of it.
 *
 * @returns the trace, or why it cannot be replayed.
 */
export function record({ args, run }: Recording): Trace | CaptureError {
  const recorder = new Recorder(args);
  const undo = recorder.start();
  let results: readonly tf.Tensor[];
  try {
    results = run();
  } finally {
    undo();
  }
  return recorder.trace(results);
}

class Recorder {
  readonly #backend = tf.backend() as unknown as WasmBackend;
  readonly #entries: Entry[] = [];
  readonly #blocks: Block[] = [];
  readonly #numbers = new Map<tf.DataId, number>();
  readonly #keys: Trace["keys"][number][] = [];
  #made: number[] | undefined;
  #asked = false;
  #refusal: string | undefined;

  constructor(args: readonly tf.Tensor[]) {
    args.forEach(({ dataId, shape, dtype }, argument) =>
      this.#add({ kind: "argument", dataId, shape, dtype, argument })
    );
  }

  trace(results: readonly tf.Tensor[]): Trace | CaptureError {
    const operands = results.map((result) => this.#operand(result));
    if (this.#refusal !== undefined) return new CaptureError(this.#refusal);
    return { entries: this.#entries, blocks: this.#blocks, keys: this.#keys, results: operands };
  }

  start(): () => void {
    const backend = this.#backend;
    const kernels = tf.getKernelsForBackend("wasm");
    for (const kernel of kernels) {
      swap(kernel, {
        ...kernel,
        kernelFunc: (call) => this.#kernel(kernel, call),
      });
    }
    const { makeOutput, write, readSync, read } = backend;
    const note = (what: tf.TensorInfo, values?: unknown) => this.#allocated(what, values);
    backend.makeOutput = (shape, dtype, at, values) => {
      if (at !== undefined && at !== null) this.#refuse("a kernel that allocates its result itself");
      const made = this.#made;
      if (made === undefined) this.#refuse("a result that is made outside of a kernel");
      const out = makeOutput.call(backend, shape, dtype, at, values);
      if (made !== undefined) note(out);
      return out;
    };
    let inOutput = false;
    const plainMake = backend.makeOutput;
    backend.makeOutput = (...call) => {
      const outer = inOutput;
      inOutput = true;
      try {
        return plainMake(...call);
      } finally {
        inOutput = outer;
      }
    };
    backend.write = (values, shape, dtype) => {
      const dataId = write.call(backend, values, shape, dtype);
      if (!inOutput) note({ dataId, shape, dtype }, values);
      return dataId;
    };
    backend.readSync = (...call) => {
      if (this.#made === undefined && !this.#asked) {
        this.#refuse(`values of shape [${backend.dataIdMap.get(call[0]).shape}] are read back`);
      }
      return readSync.apply(backend, call);
    };
    backend.read = (...call) => {
      this.#refuse("values are read back");
      return read.apply(backend, call);
    };
    observeReads((finding) => this.#finding(finding));
    observeKeys({
      derived: (child, from) => this.#keys.push({ ...from, child }),
      drawn: (what) => this.#refuse(`${what} are drawn in JavaScript`),
    });
    return () => {
      observeReads(undefined);
      observeKeys(undefined);
      Object.assign(backend, { makeOutput, write, readSync, read });
      for (const kernel of kernels) swap(kernel, kernel);
    };
  }

  #kernel(kernel: tf.KernelConfig, call: Parameters<tf.KernelFunc>[0]): ReturnType<tf.KernelFunc> {
    // What a kernel runs for itself is part of it.
    if (this.#made !== undefined) return kernel.kernelFunc(call);
    const inputs = this.#operands(call.inputs as unknown as Infos);
    const made: number[] = this.#made = [];
    let result: ReturnType<tf.KernelFunc>;
    try {
      result = kernel.kernelFunc(call);
    } finally {
      this.#made = undefined;
    }
    const infos = Array.isArray(result) ? result : [result];
    const given = Object.values(inputs).flat().map((input) => (input as Operand | undefined)?.block);
    const outputs = infos.map((info) => this.#operand(info));
    // Another name for the same memory.
    const named = made.length === 0 && outputs.length > 0 &&
      outputs.every(({ block }) => given.includes(block));
    if (!named) {
      const [name, attrs] = [kernel.kernelName, { ...call.attrs }];
      this.#entries.push({ kind: "kernel", name, run: kernel.kernelFunc, inputs, attrs, made, outputs });
    }
    return result;
  }

  #finding<T extends Found>(finding: Finding<T>): T {
    const operands = finding.tensors.map((tensor) => this.#operand(tensor));
    this.#asked = true;
    try {
      const found = findNow(finding);
      this.#entries.push({ kind: "finding", operands, find: finding.find, use: finding.use, found });
      return found;
    } finally {
      this.#asked = false;
    }
  }

  #allocated({ dataId, shape, dtype }: tf.TensorInfo, values?: unknown): void {
    if (this.#made !== undefined) {
      this.#made.push(this.#add({ kind: "made", dataId, shape, dtype }));
      return;
    }
    if (!ArrayBuffer.isView(values)) return this.#refuse(`a ${dtype} tensor without values`);
    const { buffer, byteOffset, byteLength } = values;
    const bytes = new Uint8Array(buffer, byteOffset, byteLength).slice();
    this.#add({ kind: "constant", dataId, shape, dtype, values: bytes });
  }

  #operands(infos: Infos): Operands {
    const each = (info: Infos[string]): Operands[string] =>
      info &&
      (Array.isArray(info) ? info.map((one) => this.#operand(one)) : this.#operand(info as tf.TensorInfo));
    // Of a list there are kernels too.
    if (Array.isArray(infos)) return infos.map(each) as unknown as Operands;
    return Object.fromEntries(Object.entries(infos).map(([name, info]) => [name, each(info)]));
  }

  #operand({ dataId, shape, dtype }: tf.TensorInfo): Operand {
    const block = this.#numbers.get(dataId) ?? this.#add({ kind: "outside", dataId, shape, dtype });
    return { block, shape: [...shape], dtype };
  }

  #add(block: Omit<Block, "bytes">): number {
    const { shape, dtype, dataId } = block;
    if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool") this.#refuse(`a ${dtype} tensor`);
    const bytes = tf.util.sizeFromShape([...shape]) * (dtype === "bool" ? 1 : 4);
    this.#numbers.set(dataId, this.#blocks.length);
    return this.#blocks.push({ ...block, shape: [...shape], bytes }) - 1;
  }

  #refuse(reason: string): void {
    this.#refusal ??= reason;
  }
}

function swap({ kernelName, backendName }: tf.KernelConfig, by: tf.KernelConfig): void {
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel(by);
}
