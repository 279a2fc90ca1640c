/**
 * From a question to records: experiments make jobs, jobs yield the results of cells.
 * @module
 */
import type { ImageDataset, LayerRule } from "../models/mod.ts";
import type { Key } from "../estimators/mod.ts";
import type { Checkpoints } from "./checkpoint/checkpoints.ts";
import type { ExperimentContract } from "./contract.ts";
import type { BenchRecord, Metric } from "./store/record/record.ts";

/** Identity of one record within a run; stable across restarts and numbers of jobs. */
export interface Cell {
  /** Name in the registry of experiments. */
  readonly experiment: string;
  /** Name of the model. */
  readonly model: string;
  /** Name in the registry of estimators. */
  readonly estimator: string;
  /** The estimator's resolved options and the experiment's settings. */
  readonly options: BenchRecord["options"];
  /** The replication unit. */
  readonly seed: number;
}

/** What a cell has to say when it has ended. */
export interface CellResult {
  /** Which cell it is. */
  readonly cell: Cell;
  /** How the cell ended. @default "done" */
  readonly status?: BenchRecord["status"];
  /** Why a cell is not done. */
  readonly reason?: string;
  /** What depends on the configuration only. */
  readonly metrics?: readonly Metric[];
  /** What a clock or a machine decides. */
  readonly timings?: readonly Metric[];
}

/** What a job is given to run. */
export interface JobContext {
  /** Images to train on and to test with. */
  readonly dataset: ImageDataset;
  /** Key of the run: every draw is derived from it and from what the draw is for. */
  readonly key: Key;
  /** Layers whose estimator the run fixes; all others use the one that a cell compares. @default none */
  readonly layers?: readonly LayerRule[];
  /** Called with the share of the job that is done, for the progress bar. */
  readonly progress: (share: number) => void;
  /** What a job keeps for the process that resumes it. @default nothing: a job that is cut off starts over */
  readonly checkpoints?: Checkpoints | undefined;
}

/** Work that is done in one go, because its cells share a checkpoint or are timed against each other. */
export interface Job {
  /** Unique within the experiment, for the plan and for messages. */
  readonly name: string;
  /** What the job has to say; every one of them, or it has failed. */
  readonly cells: readonly Cell[];
  /** Whether a clock decides what is recorded; such jobs run alone on the machine. */
  readonly timed: boolean;
  /** Whether it runs in a process that ran nothing before, since a process is its replication unit. @default false */
  readonly fresh?: boolean;
  /** Rough duration in seconds on two cores, for the plan and the time left. */
  readonly seconds: number;
  /** Yields each cell's result as soon as it is known. */
  run(context: JobContext): AsyncGenerator<CellResult>;
}

/** What every experiment is told about the run. */
export interface RunSettings {
  /** Estimators to compare, by name; the baseline first. */
  readonly estimators: readonly string[];
  /**
   * Whether the user named them. Then each of them has cells in every experiment, skipped ones with a reason where it
   * does not apply; otherwise the lists of the suite and of the zoo say where each is worth its time.
   */
  readonly asked: boolean;
  /** Number of paired seeds. */
  readonly seeds: number;
}

/** A question that anyone can ask again: one folder in experiments/, one line in each of their registries. */
export interface Experiment<Settings> {
  /** Name, question, metrics and options, as its records have them. */
  readonly contract: ExperimentContract;
  /** Whether a run may fix layers of its models: not where the experiment itself places estimators. @default true */
  readonly layersCanBeFixed?: boolean;
  /** A cell's record at the sizes of the suite `standard`, mostly raw samples, for the plan. In kB. @default 8 */
  readonly recordKilobytes?: number;
  /** The work that settings and run mean. */
  jobs(settings: Settings, run: RunSettings): Job[];
}
