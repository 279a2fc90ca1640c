/**
 * Times of candidates that take turns: A B A B, so that a drifting machine drifts for all of them.
 * @module
 */

/** Something to time. */
export interface Candidate {
  /** Name in messages. */
  readonly name: string;
  /** One execution; resolves when its result is known, not when it is queued. */
  run(round: number): Promise<unknown>;
}

/** Settings of {@linkcode interleave}. */
export interface InterleaveOptions {
  /** Turns of every candidate. */
  readonly rounds: number;
  /** Rounds that are run first and not counted. @default 2 */
  readonly warmup?: number;
  /** Milliseconds. @default performance.now */
  readonly clock?: () => number;
  /** Called with the share of turns that are done. */
  readonly progress?: (share: number) => void;
}

/** Milliseconds of every execution, candidate by candidate, in the order of rounds. */
export async function interleave(
  candidates: readonly Candidate[],
  { rounds, warmup = 2, clock = () => performance.now(), progress }: InterleaveOptions,
): Promise<number[][]> {
  const times = candidates.map(() => [] as number[]);
  for (let round = -warmup; round < rounds; round++) {
    for (const [i, candidate] of candidates.entries()) {
      const start = clock();
      await candidate.run(round + warmup);
      if (round >= 0) times[i]!.push(clock() - start);
    }
    progress?.((round + 1 + warmup) / (rounds + warmup));
  }
  return times;
}
