/**
 * What competes along training: contenders, their numbers of samples, and where each is measured.
 * @module
 */
import { getEstimator, innerName } from "../../../estimators/mod.ts";
import { zooEntry } from "../../../models/mod.ts";
import { contenderOptions } from "../../measure/contender.ts";
import { requireMinibatches } from "../../measure/noise_and_data.ts";
import type { Cell, RunSettings } from "../../types.ts";
import { alongTrainingContract } from "./contract.ts";

/** What is measured of one model. */
export interface ModelSettings {
  /** Estimators by name, composed or not: `rt`, `r2g2-antithetic`, `rt-orthogonal*8`. */
  readonly contenders: readonly string[];
  /** Larger minibatches: RT with so many in one gradient is a contender too. @default none */
  readonly largerBatches?: readonly number[];
  /** Numbers of samples that steps are timed with. */
  readonly samples: readonly number[];
  /** Those of pairs and other draws that depend on each other, of which only whole groups are. @default as `samples` */
  readonly composedSamples?: readonly number[];
  /** Steps of RT's training at which variances are measured, ascending. */
  readonly checkpoints: readonly number[];
  /** Minibatches at every checkpoint, an even number. */
  readonly minibatches: number;
  /** Processes that steps are timed in. */
  readonly processes: number;
  /** Timed steps of every contender and number of samples in each process. */
  readonly rounds: number;
  /** At most the run's. */
  readonly seeds: number;
  readonly batchSize: number;
  /** Contenders that take too long for all of it: their checkpoints, and one group of draws on the clock. @default none */
  readonly expensive?: { readonly contenders: readonly string[]; readonly checkpoints: readonly number[] };
}

/** Settings of the experiment. */
export interface AlongTrainingSettings extends ModelSettings {
  readonly models: readonly string[];
  /** What is otherwise for a model; contenders that are named here need not be in the zoo's list. @default nothing */
  readonly byModel?: Readonly<Record<string, Partial<ModelSettings>>>;
}

/** A contender with a number of samples. */
export interface Contestant {
  readonly cell: Cell;
  /** Repetitions of what the estimator's name says: its whole groups of draws. */
  readonly repetitions: number;
  /** Minibatches in one gradient. */
  readonly batch: number;
  /** Whether it is measured at a checkpoint. */
  readonly at: (checkpoint: number) => boolean;
}

/**
 * The settings of one model, with the contenders that the user named or the zoo's list has.
 *
 * @throws {RangeError} for what cannot be measured.
 */
export function settingsOf(all: AlongTrainingSettings, model: string, run: RunSettings): ModelSettings {
  const { models: _, byModel, ...common } = all;
  const own = byModel?.[model];
  const settings = { ...common, ...own };
  checkSettings(settings);
  const { estimators } = zooEntry(model);
  const contenders = run.asked ? run.estimators : own?.contenders ??
    settings.contenders.filter((name) => estimators.includes(innerName(name)));
  return { ...settings, contenders, seeds: Math.min(settings.seeds, run.seeds) };
}

/** One of each contender whose variance is measured. */
export function varianceContestants(
  settings: ModelSettings,
  { model, seed }: { readonly model: string; readonly seed: number },
): Contestant[] {
  return entries(settings).map((entry) =>
    contestant(settings, { ...entry, model, seed, samples: entry.draws, place: { measured: "variance" } })
  );
}

/** One of each contender and number of samples whose steps are timed. */
export function timeContestants(
  settings: ModelSettings,
  { model, process }: { readonly model: string; readonly process: number },
): Contestant[] {
  return entries(settings).flatMap((entry) =>
    samplesOf(settings, entry).map((samples) =>
      contestant(settings, { ...entry, model, seed: 0, samples, place: { measured: "time", process } })
    )
  );
}

/** A contender and the draws that depend on each other. */
interface Entry {
  readonly estimator: string;
  readonly batch: number;
  readonly draws: number;
  /** Whether another number of draws is a contender of its own. */
  readonly coupled: boolean;
}

function entries({ contenders, largerBatches = [] }: ModelSettings): Entry[] {
  const larger = contenders.includes(BASELINE) ? largerBatches : [];
  return [
    ...contenders.map((estimator) => ({ estimator, batch: 1 })),
    ...larger.map((batch) => ({ estimator: BASELINE, batch })),
  ].map((each) => {
    const { draws = 1, coupling } = getEstimator(each.estimator).options;
    return { ...each, draws: Number(draws), coupled: coupling !== undefined };
  });
}

/** Trains to the checkpoints, and takes larger minibatches. */
export const BASELINE = "rt";

/** More examples are in place of more samples. */
function samplesOf(settings: ModelSettings, entry: Entry): readonly number[] {
  const { estimator, draws, coupled, batch } = entry;
  const { samples, composedSamples = samples, expensive } = settings;
  if (coupled || batch > 1 || expensive?.contenders.includes(estimator)) return [draws];
  const groups = (draws === 1 ? samples : composedSamples).filter((count) => count % draws === 0);
  return groups.length === 0 ? [draws] : groups;
}

function contestant(
  { batchSize, expensive }: ModelSettings,
  { estimator, batch, draws, model, seed, samples, place }: Entry & {
    readonly model: string;
    readonly seed: number;
    readonly samples: number;
    readonly place: Cell["options"];
  },
): Contestant {
  return {
    cell: {
      experiment: alongTrainingContract.name,
      model,
      estimator,
      options: { ...contenderOptions({ estimator, batch }), ...place, samples, batchSize },
      seed,
    },
    repetitions: samples / draws,
    batch,
    at: (checkpoint) =>
      !expensive?.contenders.includes(estimator) || expensive.checkpoints.includes(checkpoint),
  };
}

function checkSettings(settings: ModelSettings): void {
  const { contenders, samples, composedSamples = samples, checkpoints, minibatches, expensive } = settings;
  contenders.forEach(getEstimator);
  requireMinibatches(minibatches);
  requireCounts("samples", samples);
  requireCounts("composedSamples", composedSamples);
  for (const name of ["processes", "rounds", "seeds", "batchSize"] as const) {
    requireCounts(name, [settings[name]]);
  }
  if (checkpoints.length === 0) {
    throw new RangeError("along training: no checkpoints; wanted at least one step");
  }
  checkpoints.forEach((step, i) => {
    if (Number.isInteger(step) && step >= 0 && step > (checkpoints[i - 1] ?? -1)) return;
    throw new RangeError(
      `along training: checkpoints are ${checkpoints.join(", ")}; wanted steps from 0, ascending`,
    );
  });
  const beyond = expensive?.checkpoints.find((step) => !checkpoints.includes(step));
  if (beyond === undefined) return;
  throw new RangeError(
    `along training: expensive contenders are measured at step ${beyond}; wanted some of the checkpoints ` +
      checkpoints.join(", "),
  );
}

function requireCounts(name: string, counts: readonly number[]): void {
  const wrong = counts.length === 0 ? "none" : counts.find((count) => !Number.isInteger(count) || count < 1);
  if (wrong !== undefined) {
    throw new RangeError(`along training: ${name} is ${wrong}; wanted whole numbers of at least 1`);
  }
}
