/**
 * Captured computations: recorded twice on the wasm backend, then replayed.
 * @module
 */
export { Captured, type Replayed } from "./captured.ts";
export type { Recorded, StepArguments } from "./compare.ts";
export { record, type Recording } from "./record.ts";
export { CaptureError, type Trace } from "./trace.ts";
