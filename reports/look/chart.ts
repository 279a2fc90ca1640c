/**
 * The contract of a chart: pure functions from an experiment's rows to marks, and from marks to a Vega-Lite
 * specification. What is computed from records is computed in the rows; a chart only draws.
 * @module
 */
import type { TopLevelSpec } from "vega-lite";
import type { Interval } from "./format.ts";

/** `wide` is at most 900 pixels, for a desk; `narrow` at most 340, for a phone. */
export type Layout = "wide" | "narrow";

/** What is drawn at one place; also one line of the chart's CSV file. */
export type Mark = Readonly<Record<string, string | number>>;

/** A chart of rows of one type. */
export interface Chart<Rows = unknown> {
  /** File name and anchor, in kebab case. */
  readonly name: string;
  /** Whether only the appendix shows it: for looking up. @default false */
  readonly appendix?: boolean;
  /** Where marks differ in this field, each value gets a chart of its own, in order of appearance. */
  readonly splitBy?: string;
  /** Empty where the rows hold nothing to draw. */
  marks(rows: Rows): readonly Mark[];
  /** Heading of the figure. */
  title(marks: readonly Mark[]): string;
  /** Says what to see, from the marks and, where these do not say it, from the rows. */
  caption(marks: readonly Mark[], rows: Rows): string;
  /** The Vega-Lite specification of the marks. */
  spec(marks: readonly Mark[], layout: Layout): TopLevelSpec;
}

/** An interval as fields of a mark, without what else a ratio carries. */
export function ends({ value, low, high }: Interval): { value: number; low: number; high: number } {
  return { value, low, high };
}

/** The interval of a mark. */
export function intervalOf(mark: Mark): Interval {
  return { value: Number(mark["value"]), low: Number(mark["low"]), high: Number(mark["high"]) };
}
