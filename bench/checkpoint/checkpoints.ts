/**
 * How a job goes on where an earlier process of it was cut off.
 *
 * A job that starts again runs through the same code. Every loop and every model in training finds what it had under its
 * own name and skips what is done; the rest is a pure function of keys and numbers of turns, which need no state. All
 * names are saved together, at moments when they fit each other: between two turns or two training steps.
 * @module
 */

/** What is kept under one name. */
export interface KeptState {
  /** Plain data: numbers, which are kept to the bit, texts, lists, objects. */
  readonly data: unknown;
  /** Arrays by name, kept to the bit. @default none */
  readonly arrays?: Readonly<Record<string, Float32Array>>;
}

/** What a job keeps for the process that resumes it. */
export interface Checkpoints {
  /**
   * What the process before left under a name. Every save from now on asks `state` for what to keep.
   *
   * @throws {Error} for a name that is taken: two loops would take each other's values.
   */
  keep(name: string, state: () => KeptState | Promise<KeptState>): KeptState | undefined;
  /** Saves a name no longer, for what is over and freed. */
  drop(name: string): void;
  /** Whether the next save writes, for a clock that is to be stopped first. */
  due(): boolean;
  /** Writes everything that is kept if it is due. To be called between two turns of a loop, or two training steps. */
  save(): Promise<void>;
}

/** Keeps nothing: in tests, and where a job runs without a results folder. */
export const NO_CHECKPOINTS: Checkpoints = {
  keep: () => undefined,
  drop: () => {},
  due: () => false,
  save: () => Promise.resolve(),
};

/** The same checkpoints for one part of a job, whose names others cannot take. */
export function within(checkpoints: Checkpoints, part: string): Checkpoints {
  return {
    ...checkpoints,
    keep: (name, state) => checkpoints.keep(`${part} / ${name}`, state),
    drop: (name) => checkpoints.drop(`${part} / ${name}`),
  };
}

/**
 * Plain data that a loop changes in place as it goes: what the process before left, or the start.
 *
 * @example
 * ```ts
 * import { kept, NO_CHECKPOINTS } from "./checkpoints.ts";
 * const checkpoints = NO_CHECKPOINTS;
 * const squares = kept(checkpoints, "squares", [] as number[]);
 * while (squares.length < 3) {
 *   squares.push(squares.length ** 2);
 *   await checkpoints.save();
 * }
 * console.assert(squares.join() === "0,1,4");
 * ```
 */
export function kept<T extends object>(checkpoints: Checkpoints, name: string, start: T): T {
  const left = checkpoints.keep(name, () => ({ data: value }));
  const value = left === undefined ? start : left.data as T;
  return value;
}

/** A value that is computed once, in whichever process comes to it; then it is kept. */
export async function keptValue<T>(
  checkpoints: Checkpoints,
  name: string,
  compute: () => Promise<T>,
): Promise<T> {
  const own = kept<{ value?: T }>(checkpoints, name, {});
  if (own.value === undefined) {
    own.value = await compute();
    await checkpoints.save();
  }
  return own.value;
}
