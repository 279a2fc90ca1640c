/**
 * What the command of the comparison and its launcher say to each other: JSON, one message a line. The command starts
 * nothing; it asks for the sides, one question at a time.
 * @module
 */
import type { FoundTorch } from "./torch.ts";
import type { SideTimes, TimingTask } from "./types.ts";

/** Which library takes which products. */
export type Products = Readonly<Record<string, string>>;

/** What our side is asked. */
export interface OurTask extends TimingTask {
  readonly blas: string;
  /** Which library takes which products, by number of threads; what is missing is measured, and printed. */
  readonly products: Readonly<Record<number, Products>>;
  /** Whether to time the products alone, too. */
  readonly floor: boolean;
}

/** What our side prints, a line each. */
export type OurLine =
  | { readonly about: Readonly<Record<string, string>> }
  | { readonly notice: string }
  | { readonly chosen: Products; readonly threads: number }
  | { readonly refused: string }
  | { readonly estimator: string; readonly threads: number; readonly ms: number; readonly floorMs?: number };

/** What the launcher is asked for. */
export type Question =
  | { readonly find: true }
  | { readonly ours: OurTask }
  | { readonly theirs: TimingTask & { readonly python: string } };

/** What the command says. */
export type ToLauncher = { readonly out: string } | Question;

/** What our side answers: times, and the libraries that it chose. */
export interface OurTimes extends SideTimes {
  readonly products: OurTask["products"];
  readonly notices: readonly string[];
}

/** What the command is answered. */
export type FromLauncher =
  | { readonly found: FoundTorch | string }
  | { readonly ours: OurTimes }
  | { readonly theirs: SideTimes }
  | { readonly refused: string }
  | { readonly failed: string };
