/**
 * Kernels of a trace as raw calls: what a replay does is then a flat list of functions with their numbers.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { stockKernel } from "../ops/install.ts";
import type { Call } from "../ops/kernel/kernel.ts";
import { KERNELS } from "../ops/kernels.ts";
import type { Key } from "../streams/philox.ts";
import type { KernelEntry } from "./trace.ts";
import type { RawCall } from "./raw_calls.ts";
import { NotLowered, type Tap } from "./tap.ts";

/** A number of a raw call that is a word of a key. */
export interface KeyWord {
  readonly call: number;
  readonly argument: number;
  readonly word: keyof Key;
}

/** A kernel as raw calls. */
export interface Lowered {
  readonly calls: readonly RawCall[];
  /** Numbers that are other words at every replay. */
  readonly words: readonly KeyWord[];
}

/** A kernel whose operands and results have their places. */
export interface PlacedEntry {
  readonly entry: KernelEntry;
  readonly inputs: Call["inputs"];
  /** What it allocates. */
  readonly made: readonly tf.TensorInfo[];
  /** Settings that are other at every replay. */
  readonly given: { readonly key?: number; readonly step?: true };
}

/** Words that no kernel has of its own. */
const PROBES: readonly Key[] = [{ k0: 0x5a17c3e9, k1: 0x6b3fd295 }, { k0: 0x47e1b80d, k1: 0x72c9560b }];

/** A kernel as raw calls, or why it cannot be. */
export function lower(tap: Tap, { entry, inputs, made, given }: PlacedEntry): Lowered | string {
  if (given.step) return "its numbers follow the step";
  const notes = (key: Key | undefined) =>
    tap.calls(made, () => {
      const attrs = { ...entry.attrs, ...key };
      const kernel = KERNELS.get(entry.name);
      const { backend, product } = tap;
      if (kernel !== undefined) {
        kernel.run({ inputs, attrs, backend, product, stock: stockKernel(entry.name) });
      } else {
        const call = { inputs: inputs as tf.NamedTensorInfoMap, attrs: attrs as tf.NamedAttrMap, backend };
        entry.run(call);
      }
    });
  try {
    if (given.key === undefined) return { calls: notes(undefined), words: [] };
    const [calls, others] = PROBES.map(notes);
    return { calls: calls!, words: keyWords(calls!, others!) };
  } catch (error) {
    return (error as Error).message;
  }
}

/** Where two notes of a kernel with other keys differ; only the keys may. */
function keyWords(calls: readonly RawCall[], others: readonly RawCall[]): KeyWord[] {
  if (calls.length !== others.length) throw new NotLowered("its calls follow the key");
  const [one, other] = PROBES;
  return calls.flatMap((call, at) => {
    const twin = others[at]!;
    if (call.kind !== "function" || twin.kind !== "function") {
      if (JSON.stringify(call) !== JSON.stringify(twin)) throw new NotLowered("its calls follow the key");
      return [];
    }
    if (call.run !== twin.run) throw new NotLowered("its calls follow the key");
    return call.args.flatMap((number, argument): KeyWord[] => {
      const found = twin.args[argument];
      for (const word of ["k0", "k1"] as const) {
        if (number === one![word] && found === other![word]) return [{ call: at, argument, word }];
      }
      if (!Object.is(number, found)) throw new NotLowered("its numbers follow the key");
      return [];
    });
  });
}
