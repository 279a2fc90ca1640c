/**
 * What a record says of a model with settings: its name, and each setting among the options.
 *
 * Within a run such a model goes by its text, `mlp@log-sigma=-3`, which suites and flags use too. A reader of records
 * never parses a name, so that cells are stored with what the text stands for.
 * @module
 */
import { modelSpec } from "../../models/mod.ts";
import type { Cell, Job } from "../types.ts";

/** Jobs whose cells have the settings of their models among their options. */
export function withModelSettings(jobs: readonly Job[]): Job[] {
  return jobs.map((job) => {
    const stored = new Map(job.cells.map((cell) => [cell, structured(cell)]));
    if (job.cells.every((cell) => stored.get(cell) === cell)) return job;
    return {
      ...job,
      cells: [...stored.values()],
      async *run(context) {
        for await (const result of job.run(context)) {
          yield { ...result, cell: stored.get(result.cell) ?? structured(result.cell) };
        }
      },
    };
  });
}

/** The very same cell where its model has no settings. */
function structured(cell: Cell): Cell {
  const { name, options } = modelSpec(cell.model);
  return Object.keys(options).length === 0
    ? cell
    : { ...cell, model: name, options: { ...cell.options, ...options } };
}
