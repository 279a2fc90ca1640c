/**
 * Engines that tensors live on: `useBackend` chooses one, `profile` measures what ran on it.
 * @module
 */
export { blasCandidates } from "./blas_paths.ts";
export {
  BackendError,
  type BackendInfo,
  type BackendName,
  type BackendOptions,
  type BlasInUse,
  type BlasNotUsed,
  type Machine,
} from "./types.ts";
export { useBackend } from "./use_backend.ts";
