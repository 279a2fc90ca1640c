/**
 * From a specification to numbers: experiments, measurements, statistics, the store.
 * @module
 */
export type { Cell, CellResult, Experiment, Job, JobContext, RunSettings } from "./types.ts";
export { type Configuration, type Plan, planRun, type RunRequest } from "./plan.ts";
export { type ExperimentName, EXPERIMENTS } from "./registry.ts";
export { runJob } from "./run_job.ts";
export { runKey } from "./experiments/cells.ts";
export { gradientVariance, type GradientVarianceOptions } from "./measure/gradient_variance.ts";
export { type Candidate, interleave, type InterleaveOptions } from "./measure/interleave.ts";
export * from "./budget/mod.ts";
export * from "./stats/mod.ts";
export * from "./store/mod.ts";
