/**
 * Times and operations of whole training steps, contenders interleaved in one fresh process.
 *
 * What a process decides once, such as where memory lies and what is compiled when, moves all its times together: the
 * unit of a comparison of times is the process (Kalibera and Jones 2013).
 * @module
 */
import { getEstimator, profile } from "../../../estimators/mod.ts";
import { interleave } from "../../measure/interleave.ts";
import { sift } from "../../measure/sift.ts";
import { mean } from "../../stats/mod.ts";
import type { Metric } from "../../store/mod.ts";
import { ZooTrainee } from "../../train/zoo_trainee.ts";
import type { CellResult, JobContext } from "../../types.ts";
import { purposeKeys } from "../shared/cells.ts";
import type { Contestant, ModelSettings } from "./contenders.ts";

/** Steps before the first that is timed: one to begin with, two that are recorded, and a replayed one. */
export const WARM_UP = 4;

/** Copies of a model that are held at once: more of the largest do not fit into the memory of wasm. */
const AT_ONCE = 16;

/** Trains with every contestant, each its own copy of the model, and takes turns. */
export async function* measureTimes(
  settings: ModelSettings,
  { contestants, process, context }: {
    readonly contestants: readonly Contestant[];
    readonly process: number;
    readonly context: JobContext;
  },
): AsyncGenerator<CellResult> {
  const groups = Array.from(
    { length: Math.ceil(contestants.length / AT_ONCE) },
    (_, i) => contestants.slice(AT_ONCE * i, AT_ONCE * (i + 1)),
  );
  // A machine that slows down does so for the first group in every other process.
  if (process % 2 === 1) groups.reverse();
  for (const [i, group] of groups.entries()) {
    const progress = (share: number) => context.progress((i + share) / groups.length);
    yield* takeTurns(settings, group, { ...context, progress });
  }
}

async function* takeTurns(
  { rounds, batchSize }: ModelSettings,
  contestants: readonly Contestant[],
  { dataset, key, layers, progress }: JobContext,
): AsyncGenerator<CellResult> {
  const { model, seed } = contestants[0]!.cell;
  const keys = purposeKeys(key, seed);
  const trainees: ZooTrainee[] = [];
  const train = ({ cell, repetitions, batch }: Contestant) => {
    const estimator = getEstimator(cell.estimator);
    const trainee = new ZooTrainee({
      ...{ model, layers, dataset, keys, estimator, samples: repetitions },
      batchSize: batch * batchSize,
    });
    trainees.push(trainee);
    return { cell, trainee, replayed: [] as number[] };
  };
  try {
    const { able, unable } = sift(contestants.map(train), ({ trainee }) => trainee.whyUnsupported());
    yield* unable;
    const times = await interleave(
      able.map(({ cell, trainee, replayed }) => ({
        name: cell.estimator,
        run: async () => void replayed.push((await trainee.step()).captured === true ? 1 : 0),
      })),
      { rounds, warmup: WARM_UP, progress },
    );
    for (const [i, { cell, trainee, replayed }] of able.entries()) {
      yield {
        cell,
        metrics: await stepFlops(trainee),
        timings: [
          { name: "step-time", unit: "ms", values: times[i]! },
          { name: "replayed-steps", unit: "1", values: [mean(replayed.slice(WARM_UP))] },
        ],
      };
    }
  } finally {
    trainees.forEach((trainee) => trainee.dispose());
  }
}

/** Operations of one more step; nothing where a kernel's are unknown, for a part of them misleads. */
async function stepFlops(trainee: ZooTrainee): Promise<Metric[]> {
  const { flops, uncounted } = await profile(() => trainee.step());
  return uncounted.length > 0 ? [] : [{ name: "flops", unit: "flop", values: [flops] }];
}
