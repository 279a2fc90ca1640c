/**
 * Checkpoints: what a job keeps, so that the process that resumes it loses at most a minute, and a step where it was told to end. Needs no tfjs.
 * @module
 */
export { type Checkpoints, kept, type KeptState, keptValue, NO_CHECKPOINTS, within } from "./checkpoints.ts";
export { type Ending, openCheckpoints, type OpenCheckpointsOptions, removeCheckpoint } from "./folder.ts";
export type { CheckpointOwner } from "./format.ts";
