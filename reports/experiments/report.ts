/**
 * The contract of an experiment's report: its records become typed rows once, and everything that is shown is made
 * from these.
 * @module
 */
import type { ExperimentContract } from "../../bench/experiments/contracts.ts";
import type { BenchRecord } from "../../bench/store/mod.ts";
import type { Chart } from "../look/chart.ts";
import type { Interval } from "../look/format.ts";
import type { Inlines, Table } from "../page/blocks.ts";
import type { Claim } from "./claim.ts";

/** A table of rows of one type. */
export interface TableMaker<Rows = unknown> {
  /** Whether it is for looking up, and so in the appendix. */
  readonly folded: boolean;
  /** The table, without lines where the rows hold nothing for it. */
  table(rows: Rows): Table;
}

/** What a change of a number is, and which way is better. */
export interface NumberKind {
  /** What is compared with what: numbers of one kind share a noise floor. */
  readonly of: string;
  /** Whether changes are ratios or differences. */
  readonly scale: "ratio" | "difference";
  /** Nothing where it is neither good nor bad. */
  readonly better?: "less" | "more";
}

/** A number, by a name that is the same in every store. */
export type MainNumber = readonly [name: string, number: Interval, kind?: NumberKind];

/**
 * Where an experiment stands in the report, by what a reader asks; in this order. `details` are in the appendix
 * alone.
 */
export const CHAPTERS = {
  runs: "Training",
  costs: "Equal cost along training",
  gains: "When it helps",
  correlations: "Correlated Gaussians and attention",
  tables: "Replication",
  checks: "Validity",
  details: "Details",
} as const;

/** Name of a chapter. */
export type Chapter = keyof typeof CHAPTERS;

/** One experiment's part of the report; `Rows` is what its analysis makes of records. */
export interface ExperimentReport<Rows = unknown> {
  /** Name, heading and question, as the experiment itself states them. */
  readonly contract: ExperimentContract;
  /** Where it stands. */
  readonly chapter: Chapter;
  /** Analysis of the experiment's finished cells; a pure function of the records. */
  rows(records: readonly BenchRecord[]): Rows;
  /** In the order in which its section shows them. */
  readonly charts: readonly Chart<Rows>[];
  /** As `charts`. */
  readonly tables: readonly TableMaker<Rows>[];
  /** The answer in one line, for the contents; undefined where nothing was measured. */
  inBrief(rows: Rows): string | undefined;
  /** Sentences with intervals, one item each; empty where nothing was measured. */
  findings(rows: Rows): Inlines[];
  /** Claims of the paper that its records alone decide. */
  readonly verdicts: readonly Claim[];
  /** Main numbers by name, by which two stores are compared; without a kind, ratios and times of which less is better. */
  numbers?(rows: Rows): readonly MainNumber[];
  /** Estimators that a test finds biased, one line each; absent where nothing is tested, empty where nothing is found. */
  biases?(rows: Rows): readonly string[] | undefined;
}
