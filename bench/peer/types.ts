/**
 * What the comparison with PyTorch is made of.
 * @module
 */
import type { PeerStepName } from "./rows.ts";

/** What a side is asked to time, in a process of its own. */
export interface TimingTask {
  /** Name of the model on both sides, e.g. `vae1`. */
  readonly model: string;
  /** The steps, by the estimator's name on the other side. */
  readonly estimators: readonly string[];
  /** Stepping per estimator and number of threads. */
  readonly seconds: number;
  readonly threads: readonly number[];
}

/** One step at one number of threads. */
export interface StepTime {
  readonly estimator: string;
  readonly threads: number;
  /** Median milliseconds. */
  readonly ms: number;
  /** What its matrix products take alone, where that was measured. */
  readonly floorMs?: number;
}

/** What a side answers. */
export interface SideTimes {
  readonly times: readonly StepTime[];
  /** Versions and the like, by what they are of. */
  readonly about: Readonly<Record<string, string>>;
}

/** A side of the comparison. */
export type Side = (task: TimingTask) => Promise<SideTimes>;

/** Median milliseconds of one step in each round, for one number of threads. */
export interface Timing {
  readonly threads: number;
  readonly ms: readonly number[];
  /** Of the products alone; may be empty. */
  readonly floorMs?: readonly number[];
}

/** One row of the comparison. */
export interface PeerRow extends PeerStepName {
  /** Ours: median over rounds, at the faster thread count. */
  readonly ms: number;
  readonly threads: number;
  /** Ours: what the products take alone, at the thread count that does them faster. */
  readonly floorMs?: number;
  /** Theirs, as ours; absent without PyTorch. */
  readonly peer?: {
    readonly ms: number;
    readonly threads: number;
    /** Ours / theirs. */
    readonly ratio: number;
    /** 95 % interval: bootstrap over rounds, paired. Absent with fewer than four rounds. */
    readonly interval?: readonly [number, number];
  };
}

/** A comparison as it is kept. */
export interface PeerReport {
  /** Day, as `2026-11-25`. */
  readonly made: string;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    /** Processes that wanted to run, over the last minute, before and after. */
    readonly load: readonly [number, number] | null;
  };
  readonly settings: {
    readonly batch: number;
    readonly seconds: number;
    readonly rounds: number;
    readonly threads: readonly number[];
  };
  /** What each side ran on; theirs is null without PyTorch. */
  readonly about: {
    readonly ours: Readonly<Record<string, string>>;
    readonly theirs: Readonly<Record<string, string>> | null;
  };
  readonly rows: readonly PeerRow[];
}
