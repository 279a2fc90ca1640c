/**
 * What a run would do, for `--plan`.
 * @module
 */
import { experimentOf } from "../experiments/registry.ts";
import type { Job } from "../types.ts";
import type { Plan } from "./plan.ts";

/** What a plan cannot know by itself. */
export interface PlanFacts {
  /** Times as long as planned that this machine takes, as `calibrate` measures it. @default unknown */
  readonly slowdown?: number;
}

/** Jobs, cells, rough times and disk as lines of text. */
export function describePlan({ run, configuration, jobs }: Plan, { slowdown }: PlanFacts = {}): string {
  const cells = jobs.reduce((sum, job) => sum + job.cells.length, 0);
  const seconds = jobs.reduce((sum, job) => sum + job.seconds, 0);
  const fixed = jobs.flatMap((job) => job.cells).filter(({ options }) => options["layers"] !== undefined);
  const lines = jobs.map((job) =>
    `${job.name.padEnd(44)} ${String(job.cells.length).padStart(3)} cells ${
      duration(job.seconds).padStart(8)
    }` +
    (job.timed ? "  timed" : "") + fixedLayers(job)
  );
  return [
    `run ${
      run.slice(0, 12)
    }: suite ${configuration.name} on ${configuration.dataset.name}, seed ${configuration.seed}`,
    ...lines,
    ...(configuration.layers === undefined
      ? []
      : [`layers ${configuration.layers}: fixed in ${fixed.length} of ${cells} cells`]),
    `${jobs.length} jobs, ${cells} cells, about ${duration(seconds)} on two cores` +
    (slowdown === undefined ? "" : `, ${duration(slowdown * seconds)} on this machine as it is now`) +
    `; about ${bytes(jobs)} of disk`,
  ].join("\n");
}

/** Disk that the records of some jobs take, in kB or MB. */
function bytes(jobs: readonly Job[]): string {
  const cells = jobs.flatMap((job) => job.cells);
  const kilobytes = cells.reduce(
    (sum, { experiment }) => sum + (experimentOf(experiment)?.recordKilobytes ?? 8),
    0,
  );
  return kilobytes < 1000 ? `${kilobytes} kB` : `${Math.round(kilobytes / 1000)} MB`;
}

/** `45 s`, `12 min`, `3.5 h` */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** Layers of the job's model that `--layers` fixes, as its cells say. */
function fixedLayers({ cells }: Job): string {
  const fixed = cells.flatMap(({ options }) => "layers" in options ? [options["layers"]] : []);
  return fixed.length === 0 ? "" : `  ${fixed[0]}`;
}
