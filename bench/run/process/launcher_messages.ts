/**
 * What conductor and launcher say to each other: JSON, one message a line. Workers are numbered by the conductor.
 * @module
 */
import type { GitState } from "../../store/git_state.ts";

/** What the conductor asks for. */
export type ToLauncher =
  | { readonly out: string }
  | { readonly start: number; readonly megabytes?: number | undefined }
  | { readonly to: number; readonly line: string }
  | { readonly stop: number }
  | { readonly benches: true };

/** What the conductor is told. */
export type FromLauncher =
  | { readonly git: GitState | null }
  | { readonly from: number; readonly line: string }
  | { readonly ended: number; readonly code: number; readonly signal: string | null; readonly reason: string }
  | { readonly benches: boolean };
