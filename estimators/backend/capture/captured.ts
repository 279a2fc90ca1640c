/**
 * A computation that is replayed: a flat list of kernel calls on memory of its own, without tape, dispatch and
 * allocation of results.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Call } from "../ops/kernel/kernel.ts";
import { currentInstallation, type Installation } from "../ops/install.ts";
import { KERNELS } from "../ops/kernels.ts";
import { type Key, philox4x32, wordsOf as wordsOfIndex } from "../streams/philox.ts";
import type { WasmBackend } from "../wasm/heap.ts";
import { Arena } from "./arena.ts";
import { argumentsOf, keyNumbers, type Recorded, requireAlike, type StepArguments } from "./compare.ts";
import { planArena } from "./plan.ts";
import { repeatKernel } from "./repeat.ts";
import { type Block, CaptureError, type KernelEntry, type Operand, type Trace } from "./trace.ts";

/** Something that a replay does; false where it has to give way to an eager run. */
type Action = (args: StepArguments, keys: readonly Key[]) => boolean;

/** What a replay found. */
export interface Replayed {
  /** The results that the recording returned; views that live until anything else runs. */
  readonly results: readonly tf.TypedArray[];
  /** Residuals that solvers reported, in their order. */
  readonly residuals: readonly number[];
}

/** A recorded computation, ready to be replayed. */
export class Captured {
  readonly #backend = tf.backend() as unknown as WasmBackend;
  readonly #installation: Installation | undefined = currentInstallation();
  readonly #trace: Trace;
  readonly #arena: Arena;
  readonly #actions: readonly Action[];
  readonly #parents: readonly number[];
  readonly #outside: readonly number[];
  readonly #given: readonly (readonly [block: Block, address: number])[];
  #residuals: number[] = [];
  #disposed = false;

  /**
   * @param first a recording.
   * @param second one of the same computation with another key, another step and other tensors: shows what is an
   * argument, and that nothing else is new.
   * @throws CaptureError where something is, or where a replay could not do the same.
   * @throws BackendError where the heap has no room for it.
   */
  constructor(first: Recorded, second: Recorded) {
    if (this.#installation === undefined) throw new CaptureError("the kernels are not installed: use wasm");
    requireAlike(first, second);
    const [trace, args] = second;
    this.#trace = trace;
    const numbers = keyNumbers(trace, args.key);
    this.#parents = trace.keys.map(({ parent }) => numbers.get(`${parent.k0},${parent.k1}`) ?? -1);
    requireDecisionsFirst(trace);
    this.#arena = new Arena(this.#backend, trace, planArena(trace));
    try {
      this.#actions = trace.entries.map((entry) => {
        if (entry.kind === "kernel") return this.#call(entry, argumentsOf(entry, { args, numbers }));
        const { operands, find, use, found } = entry;
        return () => {
          const now = find(...operands.map((operand) => this.#arena.values(operand).slice()));
          if (use === "residual") this.#residuals.push(now as number);
          return use !== "decision" || now === found;
        };
      });
    } catch (error) {
      this.#arena.dispose();
      throw error;
    }
    const blocks = [...trace.blocks.entries()];
    this.#outside = blocks.filter(([, { kind }]) => kind === "outside").map(([i]) => i);
    this.#given = blocks.filter(([, { kind }]) => kind === "argument")
      .map(([i, block]) => [block, this.#arena.addresses[i]!] as const);
  }

  /** Why it can be replayed no more; undefined where it can. */
  get stale(): string | undefined {
    if (this.#disposed) return "it was disposed";
    if (tf.getBackend() !== "wasm" || tf.backend() as unknown !== this.#backend) {
      return "another backend is active";
    }
    if (currentInstallation() !== this.#installation) return "the kernels were installed anew";
    return this.#outside.every((block) => this.#arena.holds(block)) ? undefined : "a tensor moved";
  }

  /** Residuals that solvers reported in the recording, in their order. */
  get recordedResiduals(): readonly number[] {
    return this.#trace.entries.flatMap((entry) =>
      entry.kind === "finding" && entry.use === "residual" ? [entry.found as number] : []
    );
  }

  /**
   * Does it again.
   *
   * @param tensors in the order in which they were recorded.
   * @returns undefined where a decision turned out another way than in the recording: then an eager run is due.
   * @throws RangeError where a tensor is of another shape or type.
   * @throws CaptureError where it is stale.
   */
  replay(tensors: readonly tf.Tensor[], args: StepArguments): Replayed | undefined {
    const { stale } = this;
    if (stale !== undefined) throw new CaptureError(`${stale}: record it again`);
    this.#take(tensors);
    this.#residuals = [];
    const keys = this.#keysOf(args.key);
    for (const action of this.#actions) if (!action(args, keys)) return undefined;
    return {
      results: this.#trace.results.map((result) => this.#arena.values(result)),
      residuals: this.#residuals,
    };
  }

  /** Frees its memory. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#arena.dispose();
  }

  #take(tensors: readonly tf.Tensor[]): void {
    this.#arena.writeConstants();
    const heap = this.#backend.wasm.HEAPU8;
    for (const [{ argument, shape, dtype, bytes }, address] of this.#given) {
      const tensor = tensors[argument!];
      if (tensor?.dtype !== dtype || !tf.util.arraysEqual(tensor.shape, [...shape])) {
        const found = tensor === undefined ? "missing" : `${tensor.dtype} [${tensor.shape}]`;
        throw new RangeError(
          `captured step: tensor ${argument} is ${found}; it was recorded with ${dtype} [${shape}]: record it again`,
        );
      }
      const from = this.#backend.dataIdMap.get(tensor.dataId).memoryOffset;
      heap.copyWithin(address, from, from + bytes);
    }
  }

  #keysOf(root: Key): Key[] {
    const keys = [root];
    this.#trace.keys.forEach(({ parent, index, domain }, i) => {
      const [low, high] = wordsOfIndex(index);
      const [k0, k1] = philox4x32([low, high, 0, domain], keys[this.#parents[i]!] ?? parent);
      keys.push({ k0, k1 });
    });
    return keys;
  }

  #call(entry: KernelEntry, { key, step }: { readonly key?: number; readonly step?: true }): Action {
    const run = this.#repeated(entry);
    const { attrs } = entry;
    if (key === undefined && step === undefined) return () => (run(attrs), true);
    return (args, keys) => {
      run({ ...attrs, ...(key === undefined ? {} : keys[key]), ...(step && { step: args.step }) });
      return true;
    };
  }

  #repeated(entry: KernelEntry): (attrs: Call["attrs"]) => void {
    const backend = this.#backend;
    const info = (operand: Operand) => this.#arena.info(operand);
    const each = (input: Operand | readonly Operand[] | undefined) =>
      Array.isArray(input) ? input.map(info) : input && info(input as Operand);
    const inputs = Array.isArray(entry.inputs)
      ? entry.inputs.map(each)
      : Object.fromEntries(Object.entries(entry.inputs).map(([name, input]) => [name, each(input)]));
    const made = entry.made.map((block) => {
      const { shape, dtype } = this.#trace.blocks[block]!;
      return info({ block, shape, dtype });
    });
    const { product } = this.#installation!;
    const bind = KERNELS.get(entry.name)?.bind;
    if (bind === undefined) {
      return repeatKernel(
        backend,
        made,
        (attrs) =>
          void entry.run({
            inputs: inputs as unknown as tf.NamedTensorInfoMap,
            attrs: attrs as tf.NamedAttrMap,
            backend,
          }),
      );
    }
    const outputs = entry.outputs.map(info);
    const scratch = made.slice(outputs.length);
    const call = {
      inputs: inputs as unknown as Call["inputs"],
      attrs: entry.attrs,
      backend,
      product,
      stock: undefined,
    };
    const run = bind({ ...call, outputs });
    return scratch.length === 0 ? run : repeatKernel(backend, scratch, run);
  }
}

/** A replay that gives way to an eager run must not have updated anything. */
function requireDecisionsFirst({ entries }: Trace): void {
  const last = entries.findLastIndex((entry) => entry.kind === "finding" && entry.use === "decision");
  const updated = entries.slice(0, last + 1).some((entry) =>
    entry.kind === "kernel" && KERNELS.get(entry.name)?.stepArguments.includes("step")
  );
  if (updated) throw new CaptureError("a decision follows an update");
}
