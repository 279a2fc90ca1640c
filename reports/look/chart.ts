/**
 * The contract of a chart: pure functions from records to rows and from rows to a Vega-Lite specification.
 * @module
 */
import type { TopLevelSpec } from "vega-lite";
import type { BenchRecord } from "../../bench/store/mod.ts";

/** `wide` is at most 900 pixels, for a desk; `narrow` at most 340, for a phone. */
export type Layout = "wide" | "narrow";

/** One mark's data; also one line of the chart's CSV file. */
export type Row = Readonly<Record<string, string | number>>;

/** A chart. */
export interface Chart {
  /** File name and anchor, in kebab case. */
  readonly name: string;
  /** Experiment whose section shows it. */
  readonly experiment: string;
  /** Where rows differ in this field, each value gets a chart of its own, in order of appearance. */
  readonly splitBy?: string;
  /** One per mark; empty where the records hold nothing to draw. */
  rows(records: readonly BenchRecord[]): readonly Row[];
  /** Heading of the figure. */
  title(rows: readonly Row[]): string;
  /** Says what to see, from the rows. */
  caption(rows: readonly Row[]): string;
  /** The Vega-Lite specification of the rows. */
  spec(rows: readonly Row[], layout: Layout): TopLevelSpec;
}
