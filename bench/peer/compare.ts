/**
 * Both sides interleaved, round by round, so that a slow spell of the machine hits both.
 * @module
 */
import { foldIn, key, useBackend } from "../../estimators/mod.ts";
import { bootstrapRatio, median } from "../stats/mod.ts";
import type { TorchSide } from "./torch.ts";
import type { PeerRow, PeerStep, PeerStepSpec, Timing } from "./types.ts";

/** What to compare. */
export interface CompareOptions {
  readonly steps: readonly PeerStepSpec[];
  /** The other side and its interpreter; absent: ours alone. */
  readonly torch?: { readonly side: Pick<TorchSide, "time">; readonly python: string };
  /** Stepping per side, estimator and number of threads, over all rounds. */
  readonly seconds: number;
  readonly rounds: number;
  /** Numbers of threads; each side counts at its better one. */
  readonly threads: readonly number[];
  readonly blas: string;
  readonly notice?: (line: string) => void;
}

/** Steps that are not timed, at the start of every round: caches, clocks, compiled code. */
const WARM_UP = 3;
/** Rounds that a 95 % bootstrap interval needs. */
const FEWEST_ROUNDS = 4;

/** Rows for the steps of one model, in their order. */
export async function compare(options: CompareOptions): Promise<PeerRow[]> {
  const { steps, rounds, threads, torch } = options;
  const seconds = options.seconds / rounds;
  const ours = new Map<string, Timing[]>();
  const theirs = new Map<string, Timing[]>();
  const add = (side: Map<string, Timing[]>, estimator: string, { threads, ms }: Timing) => {
    const timings = side.get(estimator) ?? [];
    const before = timings.find((timing) => timing.threads === threads);
    if (before === undefined) timings.push({ threads, ms });
    else timings[timings.indexOf(before)] = { threads, ms: [...before.ms, ...ms] };
    side.set(estimator, timings);
  };
  for (let round = 0; round < rounds; round++) {
    for (const count of threads) {
      await useBackend("wasm", { blas: options.blas, threads: count, ...noticeOnce(options, round) });
      for (const spec of steps) {
        add(ours, spec.estimator, { threads: count, ms: [await timeSteps(spec, seconds)] });
      }
      if (torch === undefined) continue;
      for (const model of new Set(steps.map(({ name }) => name))) {
        const results = await torch.side.time({ python: torch.python, model, seconds, threads: count });
        for (const [estimator, ms] of results) add(theirs, estimator, { threads: count, ms: [ms] });
      }
    }
  }
  return steps.map(({ name, estimator }, index) =>
    rowOf({ name, estimator, index }, [ours.get(estimator) ?? [], theirs.get(estimator) ?? []])
  );
}

/** The row of one estimator from both sides' timings. */
export function rowOf(
  { name, estimator, index }: { name: string; estimator: string; index: number },
  [ours, theirs]: readonly [readonly Timing[], readonly Timing[]],
): PeerRow {
  const own = better(ours);
  if (own === undefined) throw new RangeError(`no timing of ${name} ${estimator}`);
  const row = { model: name, estimator, ms: median(own.ms), threads: own.threads };
  const other = better(theirs);
  if (other === undefined) return row;
  const paired = own.ms.length === other.ms.length && own.ms.length >= FEWEST_ROUNDS;
  const interval = paired
    ? bootstrapRatio(own.ms, other.ms, { of: "median", paired, key: foldIn(key(0), index) })
    : undefined;
  return {
    ...row,
    peer: {
      ms: median(other.ms),
      threads: other.threads,
      ratio: row.ms / median(other.ms),
      ...(interval && { interval: [interval.low, interval.high] as const }),
    },
  };
}

/** The number of threads with the least median. */
function better(timings: readonly Timing[]): Timing | undefined {
  return timings.toSorted((a, b) => median(a.ms) - median(b.ms))[0];
}

/** Median milliseconds of a step. */
async function timeSteps(spec: PeerStepSpec, seconds: number): Promise<number> {
  const step: PeerStep = spec.build();
  try {
    for (let i = 0; i < WARM_UP; i++) await step.step();
    const times: number[] = [];
    const end = performance.now() + 1e3 * seconds;
    do {
      const start = performance.now();
      await step.step();
      times.push(performance.now() - start);
    } while (performance.now() < end);
    return median(times);
  } finally {
    step.dispose();
  }
}

/** The backend's notice is worth saying once. */
function noticeOnce({ notice }: CompareOptions, round: number): { notice?: (line: string) => void } {
  return notice === undefined || round > 0 ? {} : { notice };
}
