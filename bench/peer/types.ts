/**
 * What the comparison with PyTorch is made of.
 * @module
 */

/** One training step that both sides have. */
export interface PeerStep {
  /** Name of the model on both sides, e.g. `vae1`. */
  readonly name: string;
  /** Name of the estimator on the other side, e.g. `rt-shared`. */
  readonly estimator: string;
  /** Gradient and update, finished when the loss is known. */
  step(): Promise<void>;
  /** Frees the model. */
  dispose(): void;
}

/** How to make a step; nothing is allocated before. */
export interface PeerStepSpec extends Pick<PeerStep, "name" | "estimator"> {
  build(): PeerStep;
}

/** Median milliseconds of one step in each round, for one number of threads. */
export interface Timing {
  readonly threads: number;
  readonly ms: readonly number[];
}

/** One row of the comparison. */
export interface PeerRow {
  readonly model: string;
  readonly estimator: string;
  /** Ours: median over rounds, at the faster thread count. */
  readonly ms: number;
  readonly threads: number;
  /** Theirs, likewise; absent without PyTorch. */
  readonly peer?: {
    readonly ms: number;
    readonly threads: number;
    /** Ours / theirs. */
    readonly ratio: number;
    /** 95 % interval: bootstrap over rounds, paired. Absent with fewer than four rounds. */
    readonly interval?: readonly [number, number];
  };
}
