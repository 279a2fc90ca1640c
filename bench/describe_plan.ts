/**
 * What a run would do, for `--plan`.
 * @module
 */
import type { Plan } from "./plan.ts";
import type { Job } from "./types.ts";

/** Jobs, cells and rough times as lines of text. */
export function describePlan({ run, configuration, jobs }: Plan): string {
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
    `${jobs.length} jobs, ${cells} cells, about ${duration(seconds)} on two cores`,
  ].join("\n");
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
