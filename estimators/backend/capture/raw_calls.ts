/**
 * What a kernel does to the heap, as plain data: functions with their numbers, copies, fills and native products; and
 * each as a closure over numbers that allocates nothing.
 * @module
 */
import type { Sgemm } from "../products/verify.ts";
import type { WasmBackend } from "../wasm/heap.ts";

/** A typed array on the heap, which is taken anew when the heap grows. */
export interface Slot {
  readonly dtype: "float32" | "int32" | "bool";
  readonly at: number;
  readonly length: number;
}

/** Arguments of a native product, with slots in place of arrays. */
export type SgemmArguments = Placed<Parameters<Sgemm>>;
type Placed<T extends unknown[]> = { [I in keyof T]: T[I] extends number ? number : Slot };

/** One thing that a kernel does. */
export type RawCall =
  /** A function of a wasm module. */
  | { readonly kind: "function"; readonly run: (...args: number[]) => unknown; readonly args: number[] }
  | { readonly kind: "copy"; readonly to: number; readonly from: number; readonly bytes: number }
  /** Values of one type become values of another. */
  | { readonly kind: "convert"; readonly to: Slot; readonly from: Slot }
  | { readonly kind: "fill"; readonly to: Slot; readonly value: number }
  | { readonly kind: "product"; readonly run: Sgemm; readonly args: SgemmArguments };

/** A slot with its array. */
interface Viewed {
  array: Float32Array<ArrayBuffer>;
}

/** Arrays on a heap that may grow. */
export class Views {
  readonly #backend: Pick<WasmBackend, "wasm">;
  readonly #all: (() => void)[] = [];
  #heap: Uint8Array;

  /** None yet. */
  constructor(backend: Pick<WasmBackend, "wasm">) {
    this.#backend = backend;
    this.#heap = backend.wasm.HEAPU8;
  }

  /** The whole heap; valid after {@linkcode refresh}. */
  get heap(): Uint8Array {
    return this.#heap;
  }

  /** An array that stays valid. */
  view({ dtype, at, length }: Slot): Viewed {
    const viewed = {} as Viewed;
    const Type = dtype === "float32" ? Float32Array : dtype === "int32" ? Int32Array : Uint8Array;
    const take = () => {
      viewed.array = new Type(this.#heap.buffer as ArrayBuffer, at, length) as Viewed["array"];
    };
    take();
    this.#all.push(take);
    return viewed;
  }

  /** Takes all arrays anew where the heap has grown. */
  refresh(): void {
    if (this.#backend.wasm.HEAPU8 === this.#heap) return;
    this.#heap = this.#backend.wasm.HEAPU8;
    for (const take of this.#all) take();
  }
}

/** Several copies of the same size at equal distances are one call of `copyRows`. */
export function joinCopies(
  calls: readonly RawCall[],
  copyRows: (...args: number[]) => unknown,
): RawCall[] {
  const joined: RawCall[] = [];
  for (let i = 0; i < calls.length;) {
    const [first, second] = [calls[i]!, calls[i + 1]];
    if (first.kind !== "copy" || second?.kind !== "copy") {
      joined.push(first);
      i++;
      continue;
    }
    const { to, from, bytes } = first;
    const [toStep, fromStep] = [second.to - to, second.from - from];
    let count = 1;
    for (let next = calls[i + 1]; next?.kind === "copy"; next = calls[i + ++count]) {
      if (next.bytes !== bytes || next.to !== to + count * toStep || next.from !== from + count * fromStep) {
        break;
      }
    }
    const words = [to, from, bytes, toStep, fromStep].every((number) => number % 4 === 0);
    if (count > 1 && words) {
      joined.push({
        kind: "function",
        run: copyRows,
        args: [from, to, count, bytes / 4, fromStep / 4, toStep / 4],
      });
      i += count;
    } else {
      joined.push(first);
      i++;
    }
  }
  return joined;
}

/** A call as a closure. */
export function compile(call: RawCall, views: Views): () => void {
  switch (call.kind) {
    case "function":
      return applied(call.run, call.args);
    case "copy": {
      const { to, from, bytes } = call;
      return () => void views.heap.copyWithin(to, from, from + bytes);
    }
    case "convert": {
      const [to, from] = [views.view(call.to), views.view(call.from)];
      return () => to.array.set(from.array);
    }
    case "fill": {
      const to = views.view(call.to);
      const { value } = call;
      return () => void to.array.fill(value);
    }
    case "product": {
      const { run, args: [order, turnA, turnB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc] } = call;
      const [atA, atB, atC] = [views.view(a), views.view(b), views.view(c)];
      return () =>
        run(order, turnA, turnB, m, n, k, alpha, atA.array, lda, atB.array, ldb, beta, atC.array, ldc);
    }
  }
}

/** A function and its numbers: without a list of arguments, which would be copied at every call. */
function applied(run: (...args: number[]) => unknown, args: readonly number[]): () => void {
  const [a, b, c, d, e, f, g, h, i, j, k, l] = args as [number, number, number, ...number[]];
  // deno-fmt-ignore
  switch (args.length) {
    case 3: return () => void run(a, b, c);
    case 4: return () => void run(a, b, c, d!);
    case 5: return () => void run(a, b, c, d!, e!);
    case 6: return () => void run(a, b, c, d!, e!, f!);
    case 7: return () => void run(a, b, c, d!, e!, f!, g!);
    case 8: return () => void run(a, b, c, d!, e!, f!, g!, h!);
    case 10: return () => void run(a, b, c, d!, e!, f!, g!, h!, i!, j!);
    case 12: return () => void run(a, b, c, d!, e!, f!, g!, h!, i!, j!, k!, l!);
    default: return () => void run(...args);
  }
}
