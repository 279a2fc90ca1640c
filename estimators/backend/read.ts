/**
 * Reading values back from the backend, and what follows from them.
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/** False on backends whose values live on a device that only answers later (WebGPU). */
export function canReadSync(): boolean {
  return tf.getBackend() !== "webgpu";
}

/** Something that JavaScript found out from values of tensors. */
export interface Finding<T extends Found = Found> {
  /** What the values are of. */
  readonly tensors: readonly tf.Tensor[];
  /** Finds it out. Depends on the values alone and on nothing that changes. */
  readonly find: (...values: tf.TypedArray[]) => T;
  /** A decision chooses what runs next; a residual and a rank are only told. */
  readonly use: "decision" | "residual" | "rank";
}

/** What can be found out. */
export type Found = boolean | number | string;

/** Is asked in place of a plain read while it watches. */
export type ReadObserver = <T extends Found>(finding: Finding<T>) => T;

let observer: ReadObserver | undefined;

/** Watches from now on; undefined ends it. */
export function observeReads(next: ReadObserver | undefined): void {
  observer = next;
}

/**
 * Reads tensors and decides what runs next. A captured step asks again, and gives way to an eager one where the
 * answer is another.
 */
export function decide<T extends Found>(
  tensors: readonly tf.Tensor[],
  find: (...values: tf.TypedArray[]) => T,
): T {
  return observed({ tensors, find, use: "decision" });
}

/** Reads a number of tensors that is told to the user and changes nothing else. */
export function report(
  use: "residual" | "rank",
  tensors: readonly tf.Tensor[],
  find: (...values: tf.TypedArray[]) => number,
): number {
  return observed({ tensors, find, use });
}

/** Finds it out by plain reads. */
export function findNow<T extends Found>({ tensors, find }: Finding<T>): T {
  return find(...tensors.map((tensor) => tensor.dataSync()));
}

function observed<T extends Found>(finding: Finding<T>): T {
  return observer === undefined ? findNow(finding) : observer(finding);
}
