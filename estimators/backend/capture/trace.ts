/**
 * A recorded computation: its kernels in their order, the memory that they work on, and what JavaScript asked.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { Finding, Found } from "../read.ts";
import type { Derivation } from "../streams/key_observer.ts";

/** What cannot be captured, and why. */
export class CaptureError extends Error {
  /** Name of the class. */
  override readonly name = "CaptureError";
}

/** Memory of one tensor, or of several that share it. */
export interface Block {
  /**
   * `made` by a kernel; `constant` from JavaScript; an `argument` by its number; `outside`: of the backend's,
   * there before and after, such as a parameter.
   */
  readonly kind: "made" | "constant" | "argument" | "outside";
  readonly dataId: tf.DataId;
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
  readonly bytes: number;
  /** Of a constant. */
  readonly values?: Uint8Array;
  /** Of an argument. */
  readonly argument?: number;
}

/** A tensor by the number of its block. */
export interface Operand {
  readonly block: number;
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
}

/** Operands of a kernel: some of tfjs's take lists. */
export type Operands = Readonly<Record<string, Operand | readonly Operand[] | undefined>>;

/** One call of a kernel. */
export interface KernelEntry {
  readonly kind: "kernel";
  readonly name: string;
  /** As it was registered. */
  readonly run: tf.KernelFunc;
  readonly inputs: Operands;
  readonly attrs: Readonly<Record<string, unknown>>;
  /** Blocks that it allocated, in that order: its results, and others for its own use. */
  readonly made: readonly number[];
  readonly outputs: readonly Operand[];
}

/** Something that JavaScript read. */
export interface FindingEntry {
  readonly kind: "finding";
  readonly operands: readonly Operand[];
  readonly find: (...values: tf.TypedArray[]) => Found;
  readonly use: Finding["use"];
  readonly found: Found;
}

/** What was done. */
export type Entry = KernelEntry | FindingEntry;

/** One recording. */
export interface Trace {
  readonly entries: readonly Entry[];
  readonly blocks: readonly Block[];
  /** Keys by the words of the child, in the order of their derivation. */
  readonly keys: readonly (Derivation & { readonly child: Derivation["parent"] })[];
  /** What the recorded function returned. */
  readonly results: readonly Operand[];
}
