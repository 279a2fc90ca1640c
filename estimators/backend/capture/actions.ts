/**
 * What a replay does for each entry of a trace: raw calls where the kernel is nothing else, the kernel itself elsewhere.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { Installation } from "../ops/install.ts";
import type { Call } from "../ops/kernel/kernel.ts";
import { KERNELS } from "../ops/kernels.ts";
import type { Key } from "../streams/philox.ts";
import type { WasmBackend } from "../wasm/heap.ts";
import { kernelsOn } from "../wasm/tensors.ts";
import type { Arena } from "./arena.ts";
import { argumentsOf, type KeyNumbers, type StepArguments } from "./compare.ts";
import type { Literals } from "./literals.ts";
import { type KeyWord, lower, type PlacedEntry } from "./lower.ts";
import { compile, joinCopies, type RawCall, type Views } from "./raw_calls.ts";
import { repeatKernel } from "./repeat.ts";
import { Tap } from "./tap.ts";
import type { Block, FindingEntry, KernelEntry, Operand, Trace } from "./trace.ts";

/** Something that a replay does; false where it has to give way to an eager run. */
export type Action = () => void | false;

/** What is new at a replay. */
export interface Registers {
  step: number;
  /** The roots; then in the order of their derivation. */
  readonly keys: { k0: number; k1: number }[];
  readonly residuals: number[];
}

/** A kernel of a replay. */
export interface LoweredKernel {
  readonly name: string;
  /** Number of raw calls, or why the kernel runs itself. */
  readonly lowered: number | string;
}

/** What actions are made with. */
export interface Workshop {
  readonly backend: WasmBackend;
  readonly installation: Installation;
  readonly arena: Arena;
  readonly views: Views;
  readonly literals: Literals;
  readonly registers: Registers;
}

/** All actions of a trace, in its order. */
export function actionsOf(
  trace: Trace,
  { args, numbers, ...shop }: Workshop & { readonly args: StepArguments; readonly numbers: KeyNumbers },
): { readonly actions: readonly Action[]; readonly kernels: readonly LoweredKernel[] } {
  const tap = new Tap(shop.backend, shop.installation.product, shop.literals);
  const kernels: LoweredKernel[] = [];
  const actions = tap.bound(() =>
    trace.entries.flatMap((entry): Action[] => {
      if (entry.kind === "finding") return [findingAction(entry, shop)];
      const placed = place(entry, { blocks: trace.blocks, arena: shop.arena });
      const given = argumentsOf(entry, { args, numbers });
      const lowered = lower(tap, { ...placed, given });
      const said = typeof lowered === "string" ? lowered : lowered.calls.length;
      kernels.push({ name: entry.name, lowered: said });
      if (typeof lowered === "string") return [kernelAction({ ...placed, given }, shop)];
      if (lowered.words.length > 0) return keyedActions(lowered.calls, { words: lowered.words, given, shop });
      const { copyRows } = kernelsOn(shop.backend);
      return joinCopies(lowered.calls, copyRows as (...numbers: number[]) => void)
        .map((call) => compile(call, shop.views));
    })
  );
  return { actions, kernels };
}

function place(
  entry: KernelEntry,
  { blocks, arena }: { readonly blocks: readonly Block[]; readonly arena: Arena },
): Omit<PlacedEntry, "given"> {
  const info = (operand: Operand) => arena.info(operand);
  const each = (input: Operand | readonly Operand[] | undefined) =>
    Array.isArray(input) ? input.map(info) : input && info(input as Operand);
  const inputs = Array.isArray(entry.inputs)
    ? entry.inputs.map(each)
    : Object.fromEntries(Object.entries(entry.inputs).map(([name, input]) => [name, each(input)]));
  const made = entry.made.map((block) => {
    const { shape, dtype } = blocks[block]!;
    return info({ block, shape, dtype });
  });
  return { entry, inputs: inputs as unknown as Call["inputs"], made };
}

function findingAction(
  { operands, find, use, found }: FindingEntry,
  { arena, views, registers }: Workshop,
): Action {
  const viewed = operands.map((operand) => views.view(arena.slot(operand)));
  return () => {
    const now = find(...viewed.map(({ array }) => array as tf.TypedArray));
    if (use === "residual") registers.residuals.push(now as number);
    return use !== "decision" || now === found ? undefined : false;
  };
}

/** Calls with words of a key among their numbers. */
function keyedActions(
  calls: readonly RawCall[],
  { words, given, shop: { views, registers } }: {
    readonly words: readonly KeyWord[];
    readonly given: PlacedEntry["given"];
    readonly shop: Workshop;
  },
): Action[] {
  return calls.map((call, at) => {
    const own = words.filter((word) => word.call === at);
    if (own.length === 0 || call.kind !== "function") return compile(call, views);
    const { run } = call;
    const numbers = [...call.args];
    return () => {
      const key = registers.keys[given.key!]!;
      for (const { argument, word } of own) numbers[argument] = key[word];
      run(...numbers);
    };
  });
}

/** The kernel as it is, without its checks where it declares how. */
function kernelAction({ entry, inputs, made, given }: PlacedEntry, shop: Workshop): Action {
  const { backend, views, registers } = shop;
  const run = repeated({ entry, inputs, made, given }, shop);
  const attrs: Record<string, unknown> = { ...entry.attrs };
  return () => {
    if (given.key !== undefined) Object.assign(attrs, registers.keys[given.key] as Key);
    if (given.step) attrs["step"] = registers.step;
    run(attrs);
    if (backend.wasm.HEAPU8 !== views.heap) views.refresh();
  };
}

function repeated(
  { entry, inputs, made }: PlacedEntry,
  { backend, installation: { product }, arena }: Workshop,
): (attrs: Call["attrs"]) => void {
  const bind = KERNELS.get(entry.name)?.bind;
  if (bind === undefined) {
    return repeatKernel(backend, made, (attrs) => {
      const call = { inputs: inputs as tf.NamedTensorInfoMap, attrs: attrs as tf.NamedAttrMap, backend };
      entry.run(call);
    });
  }
  const outputs = entry.outputs.map((operand) => arena.info(operand));
  // What it allocates for itself may depend on data: it does so at every replay.
  return bind({ inputs, attrs: entry.attrs, backend, product, stock: undefined, outputs });
}
