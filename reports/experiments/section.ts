/**
 * The contract of a section: one experiment's question, and what its records say, in words and numbers.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import type { Inlines } from "../page/blocks.ts";

/** One experiment's part of the report; its charts and tables name it. */
export interface Section {
  /** Name of the experiment in records. */
  readonly experiment: string;
  /** Heading. */
  readonly title: string;
  /** The question, one sentence. */
  readonly question: string;
  /** The answer in one line, for the contents; undefined where nothing was measured. */
  inBrief(records: readonly BenchRecord[]): string | undefined;
  /** Sentences with intervals, one item each; empty where the records hold nothing. */
  findings(records: readonly BenchRecord[]): Inlines[];
}
