/**
 * How much memory a job asks a scheduler for.
 * @module
 */
import type { Job } from "../types.ts";

/** Twice the largest resident size of a job that was seen, in megabytes, where it is large, and for any other. */
const MEGABYTES: Readonly<Record<string, number>> = { cnn: 7000, mlp: 4000, transformer: 3000 };
const OTHER_MEGABYTES = 1000;

/** Memory of a job's process in megabytes, a rough upper estimate. */
export function memoryMegabytes({ cells }: Pick<Job, "cells">): number {
  return Math.max(...cells.map(({ model }) => MEGABYTES[model] ?? OTHER_MEGABYTES));
}
