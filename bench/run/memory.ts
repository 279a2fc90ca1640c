/**
 * How much memory a job asks a scheduler for.
 * @module
 */
import type { Job } from "../types.ts";

/** Twice the largest resident size of a job that was seen, in megabytes: with the VGG-11, and with any other model. */
const MEGABYTES = { cnn: 7000, other: 1000 };

/** Memory of a job's process in megabytes, a rough upper estimate. */
export function memoryMegabytes({ cells }: Pick<Job, "cells">): number {
  return cells.some(({ model }) => model === "cnn") ? MEGABYTES.cnn : MEGABYTES.other;
}
