/**
 * Two recordings of the same computation with other arguments: what differs must be a declared argument.
 * @module
 */
import { KERNELS } from "../ops/kernels.ts";
import type { Key } from "../streams/philox.ts";
import { CaptureError, type Entry, type KernelEntry, type Trace } from "./trace.ts";

/** What is new at every replay, beside tensors. */
export interface StepArguments {
  /** All noise derives from them; always the same number of them. */
  readonly keys: readonly Key[];
  /** Number of the update, from 1. @default none */
  readonly step?: number;
}

/** Where a kernel's key comes from: first the step's own by their numbers, then those that were derived, in order. */
export type KeyNumbers = ReadonlyMap<string, number>;

/** The keys of a trace by their words. */
export function keyNumbers({ keys }: Trace, roots: readonly Key[]): KeyNumbers {
  const numbers = new Map<string, number>();
  [...roots, ...keys.map(({ child }) => child)].forEach((key, i) => {
    const words = wordsOf(key);
    if (!numbers.has(words)) numbers.set(words, i);
  });
  return numbers;
}

/** A key as text. */
export function wordsOf({ k0, k1 }: Key): string {
  return `${k0},${k1}`;
}

/** The arguments of one recording. */
export type Recorded = readonly [trace: Trace, args: StepArguments];

/**
 * Makes sure that nothing of one recording would be frozen in a replay.
 *
 * @throws CaptureError that names the first thing that differs and is no argument.
 */
export function requireAlike(first: Recorded, second: Recorded): void {
  const [one, other] = [normal(first), normal(second)];
  const lists = ["keys", "blocks", "entries", "results"] as const;
  for (const list of lists) {
    const [a, b] = [one[list], other[list]];
    if (a.length !== b.length) {
      throw new CaptureError(`${a.length} ${list} in one step, ${b.length} in the next`);
    }
    const at = a.findIndex((text, i) => text !== b[i]);
    if (at >= 0) throw new CaptureError(`differs from step to step: ${a[at]} and ${b[at]}`);
  }
  // Outside tensors must be the very same.
  one.trace.blocks.forEach((block, i) => {
    const twin = other.trace.blocks[i]!;
    if (block.kind === "outside" && block.dataId !== twin.dataId) {
      throw new CaptureError(`a ${block.dtype} tensor of shape [${block.shape}] is another one at each step`);
    }
    if (block.kind === "constant" && !sameBytes(block.values!, twin.values!)) {
      throw new CaptureError(`a constant of shape [${block.shape}] differs from step to step`);
    }
  });
}

function normal([trace, args]: Recorded) {
  const numbers = keyNumbers(trace, args.keys);
  const numberOf = (key: Key) => numbers.get(wordsOf(key)) ?? wordsOf(key);
  return {
    trace,
    keys: trace.keys.map(({ parent, index, domain }) => `key ${numberOf(parent)} ${domain} ${index}`),
    blocks: trace.blocks.map(({ kind, shape, dtype }) => `${kind} ${dtype} [${shape}]`),
    results: trace.results.map((result) => JSON.stringify(result)),
    entries: trace.entries.map((entry) => normalEntry(entry, { args, numbers })),
  };
}

function normalEntry(
  entry: Entry,
  given: { readonly args: StepArguments; readonly numbers: KeyNumbers },
): string {
  if (entry.kind === "finding") {
    const { operands, use, found } = entry;
    return `${use} ${JSON.stringify(operands)}${use === "decision" ? `: ${found}` : ""}`;
  }
  const { name, inputs, made, outputs } = entry;
  const own = argumentsOf(entry, given);
  const attrs = Object.entries(entry.attrs).filter(([attr]) => !Object.hasOwn(own.frozenNot, attr));
  return `${name} ${JSON.stringify([attrs, own.frozenNot, inputs, made, outputs])}`;
}

/** Which settings of a call are arguments: the number of its key, and whether it has the step's number. */
export interface OwnArguments {
  /** Number of its key. */
  readonly key?: number;
  /** Whether it has the number of the step. */
  readonly step?: true;
  /** Settings that these are, with what they stand for. */
  readonly frozenNot: Readonly<Record<string, string | number>>;
}

/** What of a call's settings is an argument, as its kernel declares. */
export function argumentsOf(
  { name, attrs }: KernelEntry,
  { args, numbers }: { readonly args: StepArguments; readonly numbers: KeyNumbers },
): OwnArguments {
  const declared = KERNELS.get(name)?.stepArguments ?? [];
  const { k0, k1, step } = attrs as Partial<Key> & { step?: number };
  const key = declared.includes("key") ? numbers.get(`${k0},${k1}`) : undefined;
  const stepped = declared.includes("step") && args.step !== undefined && step === args.step;
  return {
    ...(key === undefined ? {} : { key }),
    ...(stepped ? { step: true as const } : {}),
    frozenNot: {
      ...(key === undefined ? {} : { k0: key, k1: key }),
      ...(stepped ? { step: "step" } : {}),
    },
  };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
