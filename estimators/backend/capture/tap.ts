/**
 * A backend that does nothing and notes what a kernel would do: the raw calls behind it, with their addresses.
 *
 * A kernel that only computes addresses and hands them on is captured whole; one that looks at values, or at anything
 * else of the backend, is not: then the note ends with {@linkcode NotLowered}.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { blasProduct } from "../products/blas.ts";
import { planProduct } from "../products/plan.ts";
import type { Product, ProductCall } from "../products/product.ts";
import { simdProduct } from "../products/simd.ts";
import type { Kernels } from "../wasm/functions.ts";
import { sizeOf, type WasmBackend } from "../wasm/heap.ts";
import { kernelsOn, provideKernels } from "../wasm/tensors.ts";
import type { Literals } from "./literals.ts";
import type { RawCall, SgemmArguments, Slot } from "./raw_calls.ts";
import { heapView, type Note, slotOf } from "./tapped_view.ts";

/** Why a kernel is not captured as raw calls. */
export class NotLowered extends Error {
  /** Name of the class. */
  override readonly name = "NotLowered";
}

/** Functions of the compiled module that only answer, the same at every call. */
export const ASKED: readonly string[] = ["multiplyWork"] satisfies readonly (keyof Kernels)[];
/** Functions whose answer decides what their kernel does next. */
export const ANSWERING: readonly string[] = [
  "drawCloseRows",
  "gramOrder",
  "hasMoreDirections",
] satisfies readonly (keyof Kernels)[];

/** Notes kernels of one backend. */
export class Tap {
  readonly #real: WasmBackend;
  readonly #literals: Literals;
  #calls: RawCall[] = [];
  #made: readonly tf.TensorInfo[] = [];
  #next = 0;
  /** In place of the backend. */
  readonly backend: WasmBackend;
  /** In place of the products. */
  readonly product: Product;

  /** @param product that of the backend. */
  constructor(real: WasmBackend, product: Product, literals: Literals) {
    this.#real = real;
    this.#literals = literals;
    this.backend = this.#tapped();
    provideKernels(this.backend, this.#kernels());
    this.product = (call) => this.#product(product, call);
  }

  /**
   * What a kernel does.
   *
   * @param made results and tensors of its own that it is to work on, in the order in which it asks for them.
   * @throws NotLowered
   */
  calls(made: readonly tf.TensorInfo[], run: () => void): RawCall[] {
    const calls: RawCall[] = this.#calls = [];
    [this.#made, this.#next] = [made, 0];
    try {
      run();
    } finally {
      this.#literals.release();
    }
    return calls;
  }

  /** Has tfjs's own kernels bound to this tap while `body` runs. */
  bound<T>(body: () => T): T {
    const kernels = tf.getKernelsForBackend("wasm");
    const bind = (to: WasmBackend) =>
      kernels.forEach(({ setupFunc }) => setupFunc?.(to as unknown as tf.KernelBackend));
    bind(this.backend);
    try {
      return body();
    } finally {
      bind(this.#real);
    }
  }

  readonly #note: Note = (call) => void this.#calls.push(call);

  #tapped(): WasmBackend {
    const real = this.#real;
    const slot = (info: tf.TensorInfo) => heapView(slotOf(real, info), this.#note);
    const own = {
      dataIdMap: real.dataIdMap,
      makeOutput: (...call: Parameters<WasmBackend["makeOutput"]>) => this.#makeOutput(...call),
      disposeData: () => false,
      incRef() {},
      readSync(dataId: tf.DataId, ...part: unknown[]) {
        if (part.length > 0) throw new NotLowered("part of a tensor is read");
        const { shape, dtype } = real.dataIdMap.get(dataId);
        return slot({ dataId, shape: [...shape], dtype });
      },
      typedArrayFromHeap: slot,
      wasm: guarded("wasm", {
        HEAPU8: heapView({ dtype: "bool", at: 0, length: Infinity }, this.#note),
        _malloc: (bytes: number) => this.#literals.scratch(bytes),
        _free() {},
        cwrap: (name: string, result: string | null) => (...args: (number | Uint8Array)[]) =>
          this.#stockCall(name, { result, args }),
      }),
    };
    return guarded("backend", own) as unknown as WasmBackend;
  }

  #makeOutput(...[shape, dtype, at, values]: Parameters<WasmBackend["makeOutput"]>): tf.TensorInfo {
    const own = this.#made[this.#next++];
    const given = (what: unknown) => what !== undefined && what !== null;
    if (given(at) || given(values)) throw new NotLowered("a result is made of values");
    if (own?.dtype !== dtype || sizeOf(own.shape) !== sizeOf(shape)) {
      throw new NotLowered(
        `it asks for ${dtype} [${shape}] where ${own?.dtype} [${own?.shape}] was recorded`,
      );
    }
    return { ...own, shape: [...shape] };
  }

  #stockCall(
    name: string,
    { result, args }: {
      readonly result: string | null;
      readonly args: readonly (number | boolean | Uint8Array)[];
    },
  ): void {
    if (result !== null) throw new NotLowered(`${name} answers`);
    const run =
      (this.#real.wasm.asm as unknown as Readonly<Record<string, (...args: number[]) => void>>)[name];
    if (run === undefined) throw new NotLowered(`${name} is no function of the module`);
    const numbers = args.map((arg) => arg instanceof Uint8Array ? this.#literals.address(arg) : Number(arg));
    this.#note({ kind: "function", run, args: numbers });
  }

  #kernels(): Kernels {
    const real = kernelsOn(this.#real) as unknown as Readonly<Record<string, (...args: number[]) => unknown>>;
    const noted = Object.entries(real).flatMap(([name, run]) => {
      if (typeof run !== "function") return [];
      if (ASKED.includes(name)) return [[name, run]];
      const note = (...args: (number | boolean)[]) => {
        if (ANSWERING.includes(name)) throw new NotLowered(`${name} answers`);
        this.#note({ kind: "function", run, args: args.map(Number) });
      };
      return [[name, note]];
    });
    return Object.fromEntries(noted) as unknown as Kernels;
  }

  #product(real: Product, call: ProductCall): tf.TensorInfo {
    const plan = planProduct([call.a.shape, call.b.shape], call);
    if (call.bias !== undefined) throw new NotLowered("a product with a bias");
    if (plan.k === 0 || sizeOf(plan.outShape) === 0) throw new NotLowered("an empty product");
    const into = call.into ?? this.backend.makeOutput(plan.outShape, "float32");
    const { sgemm } = real;
    if (sgemm !== undefined) {
      const noted = blasProduct({
        sgemm: (...args) => {
          const slots = args.map((arg) => typeof arg === "number" ? arg : slotOfArray(arg));
          this.#note({ kind: "product", run: sgemm, args: slots as unknown as SgemmArguments });
        },
      });
      return noted({ ...call, backend: this.#real, into });
    }
    if (real.compiled !== true) throw new NotLowered("products in JavaScript");
    return simdProduct(this.backend)({ ...call, backend: this.backend, into });
  }
}

function slotOfArray({ byteOffset, length }: Float32Array): Slot {
  return { dtype: "float32", at: byteOffset, length };
}

/** What a kernel uses of it that is not there ends the note. */
function guarded<T extends object>(what: string, own: T): T {
  return new Proxy(own, {
    get(target, name) {
      if (name in target) return target[name as keyof T];
      throw new NotLowered(`${what}.${String(name)} is used`);
    },
    set: (_target, name) => {
      throw new NotLowered(`${what}.${String(name)} is set`);
    },
  });
}
