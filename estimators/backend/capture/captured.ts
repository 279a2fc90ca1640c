/**
 * A computation that is replayed: a flat list of kernel calls on memory of its own, without tape, dispatch and
 * allocation of results.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { currentInstallation, type Installation } from "../ops/install.ts";
import { philox4x32, wordsOf as wordsOfIndex } from "../streams/philox.ts";
import type { WasmBackend } from "../wasm/heap.ts";
import { type Action, actionsOf, type LoweredKernel, type Registers } from "./actions.ts";
import { Arena } from "./arena.ts";
import { keyNumbers, type Recorded, requireAlike, type StepArguments } from "./compare.ts";
import { Literals } from "./literals.ts";
import { earlyUpdates, isUpdate } from "./early_updates.ts";
import { planArena } from "./plan.ts";
import { Views } from "./raw_calls.ts";
import { type Block, CaptureError, type Trace } from "./trace.ts";

/** What a replay found. */
export interface Replayed {
  /** A result that the recording returned, by its number; a view that lives until anything else runs. */
  value(result: number): tf.TypedArray;
  /** Residuals that solvers reported, in their order. */
  readonly residuals: readonly number[];
}

/** A recorded computation, ready to be replayed. */
export class Captured {
  readonly #backend = tf.backend() as unknown as WasmBackend;
  readonly #installation: Installation | undefined = currentInstallation();
  readonly #trace: Trace;
  readonly #arena: Arena;
  readonly #views: Views;
  readonly #literals: Literals;
  readonly #registers: Registers;
  readonly #actions: readonly Action[];
  readonly #parents: readonly number[];
  readonly #outside: readonly number[];
  readonly #given: readonly (readonly [block: Block, address: number])[];
  readonly #replayed: Replayed;
  #disposed = false;
  /** How its kernels are replayed. */
  readonly kernels: readonly LoweredKernel[];

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
    const [recorded, args] = second;
    requireDecisionsFirst(recorded);
    const trace = this.#trace = earlyUpdates(recorded);
    const numbers = keyNumbers(trace, args.keys);
    this.#parents = trace.keys.map(({ parent }) => numbers.get(`${parent.k0},${parent.k1}`) ?? -1);
    const backend = this.#backend;
    const arena = this.#arena = new Arena(backend, trace, planArena(trace));
    const literals = this.#literals = new Literals(backend);
    const views = this.#views = new Views(backend);
    const registers = this.#registers = {
      step: 0,
      keys: [...args.keys, ...trace.keys].map(() => ({ k0: 0, k1: 0 })),
      residuals: [],
    };
    try {
      const installation = this.#installation;
      const shop = { backend, installation, arena, views, literals, registers };
      ({ actions: this.#actions, kernels: this.kernels } = actionsOf(trace, { ...shop, args, numbers }));
    } catch (error) {
      arena.dispose();
      literals.dispose();
      throw error;
    }
    this.#replayed = {
      value: (result) => arena.values(trace.results[result]!),
      residuals: registers.residuals,
    };
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
    this.#views.refresh();
    this.#take(tensors);
    this.#setRegisters(args);
    for (const action of this.#actions) if (action() === false) return undefined;
    return this.#replayed;
  }

  /** Frees its memory. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#arena.dispose();
    this.#literals.dispose();
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

  #setRegisters({ keys: roots, step = 0 }: StepArguments): void {
    const registers = this.#registers;
    const { keys } = registers;
    registers.step = step;
    registers.residuals.length = 0;
    roots.forEach(({ k0, k1 }, i) => Object.assign(keys[i]!, { k0, k1 }));
    this.#trace.keys.forEach(({ parent, index, domain }, i) => {
      const [low, high] = wordsOfIndex(index);
      const [k0, k1] = philox4x32([low, high, 0, domain], keys[this.#parents[i]!] ?? parent);
      Object.assign(keys[roots.length + i]!, { k0, k1 });
    });
  }
}

/** A replay that gives way to an eager run must not have updated anything. */
function requireDecisionsFirst({ entries }: Trace): void {
  const last = entries.findLastIndex((entry) => entry.kind === "finding" && entry.use === "decision");
  if (entries.slice(0, last + 1).some(isUpdate)) throw new CaptureError("a decision follows an update");
}
