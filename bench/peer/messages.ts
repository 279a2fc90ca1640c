/**
 * What our side of the comparison and its launcher say to each other: JSON, one message a line. Our side loads tfjs
 * and starts nothing; it asks for PyTorch, one question at a time.
 * @module
 */
import type { FoundTorch, TorchTask } from "./torch.ts";

/** What our side asks for. */
export type ToLauncher =
  | { readonly out: string }
  | { readonly find: true }
  | { readonly time: TorchTask };

/** What it is answered. */
export type FromLauncher =
  | { readonly found: FoundTorch | string }
  | { readonly timed: readonly (readonly [estimator: string, ms: number])[] }
  | { readonly failed: string };
