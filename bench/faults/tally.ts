/**
 * What a row of the table counts.
 * @module
 */
import type { Draws } from "./draws.ts";
import type { Undisturbed } from "./tiny_run.ts";

/** Tries of one row and how they ended. */
export class Tally {
  /** Faults that were made. */
  tried = 0;
  /** Tries after which all was as it has to be. */
  passed = 0;
  /** Records, or files, that were there before a fault and not after it. */
  lost = 0;
  /** Records that differ, faults that nobody noticed, processes that did not end as they have to. */
  wrong = 0;
  /** One line for each try that failed. */
  readonly failures: string[] = [];

  /** Counts a try; `problems` is empty where all is well. */
  count({ lost = 0, problems }: { readonly lost?: number; readonly problems: readonly string[] }): void {
    this.tried++;
    if (lost === 0 && problems.length === 0) {
      this.passed++;
      return;
    }
    this.lost += lost;
    this.wrong += problems.length;
    this.failures.push([...(lost > 0 ? [`${lost} lost`] : []), ...problems].join("; "));
  }

  /** Runs a try; what it throws is wrong. */
  async try(name: string, work: () => Promise<readonly string[]>): Promise<void> {
    try {
      this.count({ problems: (await work()).map((problem) => `${name}: ${problem}`) });
    } catch (error) {
      this.count({ problems: [`${name}: ${error instanceof Error ? error.message : error}`] });
    }
  }
}

/** What a row needs. */
export interface RowContext {
  /** The row's own random choices. */
  readonly draws: Draws;
  /** Whether two minutes are all there is. */
  readonly short: boolean;
  /** A folder of the row's own, removed after it. */
  readonly folder: string;
  /** The run that other runs are compared with; made when it is first asked for, for all rows. */
  readonly undisturbed: () => Promise<Undisturbed>;
  /** Whether the row has had its time: no further try begins then, unless it had none yet. */
  readonly late: () => boolean;
}

/** One kind of fault. */
export interface FaultRow {
  /** For `--only`. */
  readonly name: string;
  /** What is done, for the table. */
  readonly what: string;
  /** Longest time in seconds, in the long form and in the short; 0 where the short form leaves it out. */
  readonly seconds: readonly [long: number, short: number];
  /** Makes the faults. @returns why nothing could be tried, where that is so. */
  run(tally: Tally, context: RowContext): Promise<string | void>;
}
