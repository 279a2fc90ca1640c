/**
 * What ran on the active backend: calls, time and floating-point operations per kernel, and memory held.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { memoryHeld } from "../runtime.ts";
import { countFlops } from "./flops.ts";
import type { KernelRun } from "./ops/kernel/kernel.ts";

/** All calls of one kernel. */
export interface KernelProfile {
  /** Name that the kernel is registered under. */
  readonly kernel: string;
  /** How often it ran. */
  readonly calls: number;
  /** Milliseconds, kernels that it called included. On webgpu: until submitted, not until done. */
  readonly ms: number;
  /** Part of the whole time, 0 to 1. */
  readonly share: number;
  /** Operations, by the convention of `flops.ts`; undefined where the kernel has no known cost. */
  readonly flops: number | undefined;
}

/** What `profile` measured. */
export interface Profile<T> {
  /** What the profiled function returned. */
  readonly value: T;
  /** The slowest first. */
  readonly kernels: readonly KernelProfile[];
  /** Milliseconds from start to end. */
  readonly ms: number;
  /** Milliseconds outside kernels: the tape, dispatch and the function's own code. */
  readonly overheadMs: number;
  /** Operations of all kernels with a known cost. */
  readonly flops: number;
  /** Kernels that ran and have no known cost; then `flops` is a lower bound. */
  readonly uncounted: readonly string[];
}

/** Running sums of one kernel. */
interface Tally {
  calls: number;
  ms: number;
  flops: number;
  known: boolean;
}

/** Where calls are tallied while a profile is being taken. */
let active: { readonly tallies: Map<string, Tally>; depth: number } | undefined;

/**
 * Runs `fn` and measures every kernel of the active backend that runs meanwhile. A kernel called by
 * another counts as part of its caller. Afterwards the backend is as it was, also when `fn` throws.
 *
 * @param fn must not change the backend
 * @throws Error where a profile is already being taken
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { profile } from "./profile.ts";
 * import { useBackend } from "./platforms/use_backend.ts";
 * await useBackend("cpu");
 * const [a, b] = [tf.ones<tf.Rank.R2>([4, 3]), tf.ones<tf.Rank.R2>([3, 5])];
 * const { flops, value } = await profile(() => tf.matMul(a, b));
 * if (flops !== 2 * 4 * 5 * 3) throw new Error(`${flops} operations`);
 * tf.dispose([a, b, value]);
 * ```
 */
export async function profile<T>(fn: () => T | Promise<T>): Promise<Profile<T>> {
  if (active !== undefined) throw new Error("a profile is already being taken: await it first");
  const backendName = tf.getBackend();
  const originals = tf.getKernelsForBackend(backendName);
  const taken = { tallies: new Map<string, Tally>(), depth: 0 };
  active = taken;
  for (const original of originals) swap(original, measuring(original));
  const start = performance.now();
  try {
    const value = await fn();
    const ms = performance.now() - start;
    return summary(taken.tallies, { ms, value });
  } finally {
    for (const original of originals) swap(original, original);
    active = undefined;
  }
}

/**
 * Runs code that is not a registered kernel as if it were one, so that a profile sees it.
 *
 * @param name its name in the profile
 */
export function measured<T>(name: string, { flops, run }: { flops: number; run: () => T }): T {
  return active === undefined ? run() : tally(name, { run, cost: () => flops });
}

/** Whether a profile is being taken: it sees kernels that tfjs runs, and no replay. */
export function profiling(): boolean {
  return active !== undefined;
}

/** Bytes held, now. */
export interface MemoryUse {
  /** Live tensors. */
  readonly tensors: number;
  /** Their values. */
  readonly tensorBytes: number;
  /** Size of the wasm heap, which never shrinks; undefined on other backends. */
  readonly wasmHeapBytes: number | undefined;
  /** Values that JavaScript holds. */
  readonly jsHeapBytes: number;
  /** Memory of the whole process that is resident. */
  readonly rssBytes: number;
}

/** Memory that the backend and the process hold; needs no permission. */
export function memoryUse(): MemoryUse {
  const { numTensors, numBytes } = tf.memory();
  const { rss, heapUsed } = memoryHeld();
  const { wasm } = tf.backend() as unknown as { wasm?: { HEAPU8: Uint8Array } };
  return {
    tensors: numTensors,
    tensorBytes: numBytes,
    wasmHeapBytes: wasm?.HEAPU8.length,
    jsHeapBytes: heapUsed,
    rssBytes: rss,
  };
}

function swap({ kernelName, backendName }: tf.KernelConfig, by: tf.KernelConfig): void {
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel(by);
}

function measuring(original: tf.KernelConfig): tf.KernelConfig {
  const { kernelName: name, kernelFunc } = original;
  return {
    ...original,
    kernelFunc: (call) =>
      tally(name, {
        run: () => kernelFunc(call),
        cost(result) {
          const output = (Array.isArray(result) ? result[0] : result) as tf.TensorInfo;
          return countFlops(name, {
            inputs: call.inputs as KernelRun["inputs"],
            attrs: call.attrs ?? {},
            output,
          });
        },
      }),
  };
}

function tally<T>(
  name: string,
  { run, cost }: { run: () => T; cost: (result: T) => number | undefined },
): T {
  if (active === undefined || active.depth > 0) return run();
  active.depth++;
  const start = performance.now();
  try {
    const result = run();
    const ms = performance.now() - start;
    const sums = active.tallies.get(name) ?? { calls: 0, ms: 0, flops: 0, known: true };
    const flops = cost(result);
    sums.calls++;
    sums.ms += ms;
    sums.flops += flops ?? 0;
    sums.known &&= flops !== undefined;
    active.tallies.set(name, sums);
    return result;
  } finally {
    active.depth--;
  }
}

function summary<T>(
  tallies: ReadonlyMap<string, Tally>,
  { ms, value }: { ms: number; value: T },
): Profile<T> {
  const entries = [...tallies].sort(([, a], [, b]) => b.ms - a.ms);
  const kernelMs = entries.reduce((sum, [, { ms }]) => sum + ms, 0);
  return {
    value,
    kernels: entries.map(([kernel, { calls, ms: own, flops, known }]) => ({
      kernel,
      calls,
      ms: own,
      share: ms > 0 ? own / ms : 0,
      flops: known ? flops : undefined,
    })),
    ms,
    overheadMs: ms - kernelMs,
    // In the order in which kernels first ran, not by time: a sum of thirds rounds by its order.
    flops: [...tallies.values()].reduce((sum, { flops }) => sum + flops, 0),
    uncounted: entries.filter(([, { known }]) => !known).map(([kernel]) => kernel),
  };
}
