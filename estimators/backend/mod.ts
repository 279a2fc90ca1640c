/**
 * Backends that tensors live on: `useBackend` chooses one, `profile` measures what ran on it.
 * @module
 */
export { blasCandidates } from "./products/paths.ts";
export { type ProductFloor, productFloor } from "./products/floor.ts";
export * from "./capture/mod.ts";
export {
  type KernelProfile,
  measured,
  type MemoryUse,
  memoryUse,
  type Profile,
  profile,
  profiling,
} from "./profile.ts";
export {
  BackendError,
  type BackendInfo,
  type BackendName,
  type BackendOptions,
  type BlasInUse,
  type BlasNotUsed,
  type Machine,
  type ProductChoice,
} from "./types.ts";
export { useBackend } from "./platforms/use_backend.ts";
