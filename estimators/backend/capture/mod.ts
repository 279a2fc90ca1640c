/**
 * Captured computations: recorded twice on the wasm backend, then replayed.
 * @module
 */
export type { LoweredKernel } from "./actions.ts";
export { Captured, type Replayed } from "./captured.ts";
export type { Recorded, StepArguments } from "./compare.ts";
export { record, type Recording } from "./record.ts";
export { type EagerRun, type ReplayCall, type ReplayOutcome, Replays } from "./replays.ts";
export { CaptureError, type Trace } from "./trace.ts";
