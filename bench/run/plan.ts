/**
 * From a suite and flags to jobs and cells with stable ids.
 * @module
 */
import { getEstimator } from "../../estimators/mod.ts";
import type { ImageDataset } from "../../models/mod.ts";
import { type Choice, chosenExperiments } from "./chosen_experiments.ts";
import { experimentOf } from "../experiments/registry.ts";
import { fixLayers } from "./fixed_layers.ts";
import { withModelSettings } from "./model_settings.ts";
import type { PluginMark } from "../plugins/mark.ts";
import { cellsHash, configurationHash, type PlannedJob } from "../store/mod.ts";
import { getSuite, type Suite } from "../suites/mod.ts";
import type { Cell, Job } from "../types.ts";

/** What a user asks for; everything left out is the suite's. */
export interface RunRequest extends Choice {
  /** Name of the suite. */
  readonly suite: string;
  /** Estimators by name, the baseline first: every experiment has cells of each. */
  readonly estimators?: readonly string[];
  /** Layers with an estimator of their own, e.g. `conv5=r2g2,conv*=rt`; the compared one goes elsewhere. */
  readonly layers?: string;
  /** Paired seeds. */
  readonly seeds?: number;
  /** The run's seed: another one gives other numbers. */
  readonly seed: number;
  /** Backend, by the name that was resolved. */
  readonly backend: string;
  /** Threads of the native products: another number rounds sums in another order. */
  readonly threads: number;
  /** Modules that registered more; every estimator and experiment of theirs is part of the run. @default none */
  readonly plugins?: readonly PluginMark[];
}

/** Everything that decides a run's numbers, resolved; its hash is the run's identity. */
export interface Configuration extends Suite {
  /** Name of the data set and the hash of its content. */
  readonly dataset: { readonly name: string; readonly sha256: string };
  /** What a reader of results on the data set must know. */
  readonly datasetNote?: string;
  /** Whether the request named the estimators. */
  readonly estimatorsAsked?: true;
  /** Layers with an estimator of their own, as the request has them. */
  readonly layers?: string;
  /** Modules that registered more. */
  readonly plugins?: readonly PluginMark[];
  /** The run's seed. */
  readonly seed: number;
  /** Backend. */
  readonly backend: string;
  /** Threads of the native products. */
  readonly threads: number;
}

/** A configuration and the work that it means. */
export interface Plan {
  /** Hash of the configuration: the run's identity. */
  readonly run: string;
  /** What was resolved from suite and flags. */
  readonly configuration: Configuration;
  /** The work, in the order of the experiments. */
  readonly jobs: readonly Job[];
}

/** What a plan needs to know of a data set. */
export type PlanDataset = Pick<ImageDataset, "name" | "sha256" | "note">;

/**
 * The work that a request means.
 *
 * @throws {RangeError} for a suite, experiment, model or estimator that does not exist, fewer than one seed, or layers
 * that no model of the run has.
 */
export function planRun(request: RunRequest, dataset: PlanDataset): Plan {
  const configuration = resolve(request, dataset);
  const { estimators, estimatorsAsked: asked = false, seeds, layers } = configuration;
  const jobs = Object.entries(configuration.experiments).flatMap(([name, settings]) => {
    return experimentOf<typeof settings>(name)!.jobs(settings, { estimators, asked, seeds });
  });
  const planned = jobs.filter(({ cells }) => cells.length > 0);
  return {
    run: configurationHash(configuration),
    configuration,
    jobs: withModelSettings(fixLayers(planned, layers)),
  };
}

/** The jobs of a plan as its results folder keeps them. */
export function plannedJobs(plan: Plan): PlannedJob[] {
  return plan.jobs.map(({ name, seconds, timed, cells }) => ({
    name,
    experiment: cells[0]!.experiment, // all cells of a job are of one
    seconds,
    timed,
    cells: cells.length,
    ids: cellsHash(cells.map((cell) => cellId(plan, cell))),
  }));
}

/** Id of a cell: it changes with anything that could change the cell's numbers. */
export function cellId(plan: Pick<Plan, "run">, cell: Cell): string {
  return configurationHash({ run: plan.run, ...cell });
}

function resolve(request: RunRequest, { name, sha256, note }: PlanDataset): Configuration {
  const suite = getSuite(request.suite);
  const plugins = request.plugins ?? [];
  const added = plugins.flatMap((plugin) => Object.keys(plugin.estimators));
  const estimators = request.estimators ?? [...suite.estimators, ...added];
  const asked = request.estimators !== undefined || added.length > 0;
  estimators.forEach(getEstimator);
  const seeds = request.seeds ?? suite.seeds;
  if (!Number.isInteger(seeds) || seeds < 1) {
    throw new RangeError(`seeds is ${seeds}; wanted a whole number of at least 1`);
  }
  return {
    ...suite,
    estimators,
    ...(asked ? { estimatorsAsked: true } : {}),
    seeds,
    experiments: chosenExperiments(
      Object.assign({ ...suite.experiments }, ...plugins.map(({ experiments }) => experiments)),
      { ...request, addedModels: plugins.flatMap(({ models }) => models) },
    ),
    ...(plugins.length === 0 ? {} : { plugins }),
    dataset: { name, sha256 },
    ...(note === undefined ? {} : { datasetNote: note }),
    ...(request.layers === undefined ? {} : { layers: request.layers }),
    seed: request.seed,
    backend: request.backend,
    threads: request.threads,
  };
}
