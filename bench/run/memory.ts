/**
 * How much memory a job asks a scheduler for.
 * @module
 */
import type { Job } from "../types.ts";

/** By model: the largest resident size of a job that was measured with it, and half as much again. */
const MEGABYTES: Readonly<Record<string, number>> = {};
const OTHERS = 2000;

/** Memory of a job's process in megabytes, a rough upper estimate. */
export function memoryMegabytes({ cells }: Pick<Job, "cells">): number {
  return Math.max(...cells.map(({ model }) => MEGABYTES[model] ?? OTHERS));
}
