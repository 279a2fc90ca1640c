/**
 * What was measured of one model, as the first screen needs it.
 * @module
 */
import type { Interval } from "../../bench/stats/mod.ts";
import type { Trained } from "./trained.ts";

/** What was measured of one model. */
export interface Measured {
  /** The model's label. */
  readonly subject: string;
  /** Name of the model, without its settings. */
  readonly model: string;
  /** The checkpoint that numbers are of; undefined where no gradients were measured. */
  readonly step: number | undefined;
  readonly seeds: number;
  readonly processes: number;
  /** Share of SGD's variance that is RT's noise: what any estimator can save. */
  readonly share: Interval | undefined;
  /** Noise of one gradient of R2-G2 over RT's. */
  readonly noise: Interval | undefined;
  /** Whether R2-G2 is RT to the bit. */
  readonly identical: boolean;
  /** Whether one gradient of R2-G2 has the noise of one of LRT. */
  readonly likeLrt: boolean;
  /** Total variance × time of R2-G2 over that of RT with its best number of samples. */
  readonly againstRt: Interval | undefined;
  /** The same of R2-G2's best form over the best of all others. */
  readonly againstRival: Interval | undefined;
  readonly rival: string;
  /** Which estimator has least variance × time, by the experiment's rule; undefined where that was not measured. */
  readonly least: string | undefined;
  /** R2-G2's ends of training after equal time, minus RT's. */
  readonly trained: readonly Trained[];
}
