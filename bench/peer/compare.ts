/**
 * Both sides interleaved, round by round, so that a slow spell of the machine hits both; each round in fresh
 * processes.
 * @module
 */
import { foldIn, key } from "../../estimators/random/mod.ts";
import { bootstrapRatio, median } from "../stats/mod.ts";
import type { OurTask } from "./messages.ts";
import type { Sides } from "./remote.ts";
import { type PeerStepName, rowsOf } from "./rows.ts";
import type { PeerReport, PeerRow, SideTimes, Timing } from "./types.ts";

/** What to compare. */
export interface CompareOptions {
  readonly models: readonly string[];
  readonly sides: Pick<Sides, "ours" | "theirs">;
  /** Interpreter of the other side; absent: ours alone. */
  readonly python?: string;
  /** Stepping per side, estimator and number of threads, over all rounds. */
  readonly seconds: number;
  readonly rounds: number;
  /** Numbers of threads; each side counts at its better one. */
  readonly threads: readonly number[];
  readonly blas: string;
  /** Receives one line for each thing that is done without. */
  readonly notice?: (line: string) => void;
  /** Told of each round of a model, before it. */
  readonly progress?: (model: string, round: number) => void;
}

/** Rounds that a 95 % bootstrap interval needs. */
export const FEWEST_ROUNDS = 4;

/** Timings of one side, by row. */
class Timings {
  readonly #all = new Map<string, Timing[]>();
  readonly #budget: number;
  about: Readonly<Record<string, string>> = {};

  /** @param budget Milliseconds of stepping after which a row is left out of further rounds. */
  constructor(budget: number) {
    this.#budget = budget;
  }

  add(model: string, { times, about }: SideTimes): void {
    this.about = { ...this.about, ...about };
    for (const { estimator, threads, ms, floorMs } of times) {
      const timings = this.of({ model, estimator });
      const before = timings.find((timing) => timing.threads === threads);
      const floors = [...before?.floorMs ?? [], ...(floorMs === undefined ? [] : [floorMs])];
      const timing = { threads, ms: [...before?.ms ?? [], ms], floorMs: floors };
      this.#all.set(nameOf({ model, estimator }), [...timings.filter((each) => each !== before), timing]);
    }
  }

  of(row: PeerStepName): readonly Timing[] {
    return this.#all.get(nameOf(row)) ?? [];
  }

  /** Whether steps so slow that each takes a round have used up the row's time. */
  isDone(row: PeerStepName): boolean {
    const spent = this.of(row).map(({ ms }) => ms.reduce((sum, each) => sum + each, 0));
    return spent.length > 0 && Math.min(...spent) >= this.#budget;
  }
}

/** Rows for the steps of some models, in their order, and what each side ran on. */
export async function compare(options: CompareOptions): Promise<Pick<PeerReport, "rows" | "about">> {
  const { models, rounds, threads, sides, python, blas, notice = () => {}, progress = () => {} } = options;
  const [ours, theirs] = [new Timings(1e3 * options.seconds), new Timings(1e3 * options.seconds)];
  let products: OurTask["products"] = {};
  for (let round = 0; round < rounds; round++) {
    for (const model of models) {
      progress(model, round);
      const open = (side: Timings) =>
        rowsOf([model]).filter((row) => !side.isDone(row)).map(({ estimator }) => estimator);
      const task = { model, seconds: options.seconds / rounds, threads };
      const turns = [
        async () => {
          const estimators = open(ours);
          if (estimators.length === 0) return;
          const times = await sides.ours({ ...task, estimators, blas, products, floor: true });
          products = { ...times.products, ...products };
          if (round === 0 && model === models[0]) times.notices.slice(0, 1).forEach(notice);
          ours.add(model, times);
        },
        async () => {
          const estimators = open(theirs);
          if (python !== undefined && estimators.length > 0) {
            theirs.add(model, await sides.theirs({ ...task, estimators, python }));
          }
        },
      ];
      for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
    }
  }
  return {
    about: { ours: ours.about, theirs: python === undefined ? null : theirs.about },
    rows: rowsOf(models).map((row, index) =>
      rowOf({ model: row.model, estimator: row.estimator, index }, [ours.of(row), theirs.of(row)])
    ),
  };
}

/** The row of one estimator from both sides' timings. */
export function rowOf(
  { model, estimator, index }: PeerStepName & { readonly index: number },
  [ours, theirs]: readonly [readonly Timing[], readonly Timing[]],
): PeerRow {
  const own = better(ours);
  if (own === undefined) throw new RangeError(`no timing of ${model} ${estimator}`);
  const floors = ours.flatMap(({ floorMs = [] }) => floorMs.length > 0 ? [median([...floorMs])] : []);
  const row = {
    ...{ model, estimator, ms: median(own.ms), threads: own.threads },
    ...(floors.length > 0 && { floorMs: Math.min(...floors) }),
  };
  const other = better(theirs);
  if (other === undefined) return row;
  // A slow step has fewer rounds on the slower side: those that both have are pairs.
  const pairs = Math.min(own.ms.length, other.ms.length);
  const [left, right] = [own.ms.slice(0, pairs), other.ms.slice(0, pairs)];
  const interval = pairs < FEWEST_ROUNDS
    ? undefined
    : bootstrapRatio(left, right, { of: "median", paired: true, key: foldIn(key(0), index) });
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

function nameOf({ model, estimator }: PeerStepName): string {
  return `${model} ${estimator}`;
}
