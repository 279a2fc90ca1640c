/**
 * From a specification to numbers: experiments, measurements, statistics, the store.
 * @module
 */
export type { Cell, CellResult, Experiment, Job, JobContext, RunSettings } from "./types.ts";
export { type Configuration, type Plan, type PlanDataset, planRun, type RunRequest } from "./run/plan.ts";
export {
  CONTRACTS,
  type ExperimentContract,
  type ExperimentName,
  type MetricContract,
} from "./experiments/contracts.ts";
export { EXPERIMENTS, type SuiteSettings } from "./experiments/registry.ts";
export { type CheckpointSettings, runJob, type RunJobOptions } from "./run/run_job.ts";
export * from "./checkpoint/mod.ts";
export type { Suite } from "./suites/mod.ts";
export { runKey } from "./experiments/shared/cells.ts";
export { gradientVariance, type GradientVarianceOptions } from "./measure/gradient_variance.ts";
export { type Candidate, interleave, type InterleaveOptions } from "./measure/interleave.ts";
export * from "./budget/mod.ts";
export * from "./stats/mod.ts";
export * from "./store/mod.ts";
