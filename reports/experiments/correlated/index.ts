/**
 * Correlated posteriors at equal cost.
 * @module
 */
import { correlatedContract } from "../../../bench/experiments/correlated/contract.ts";
import { equalTimeInBrief } from "../../comparison/words.ts";
import type { ExperimentReport } from "../report.ts";
import { correlatedChart } from "./chart.ts";
import { type CorrelatedRows, correlatedRows } from "./rows.ts";
import { correlatedByBlockTable, correlatedTable } from "./table.ts";
import { correlatedFindings } from "./words.ts";

/** Diagonal, full and low-rank covariances. */
export const correlatedReport: ExperimentReport<CorrelatedRows> = {
  contract: correlatedContract,
  chapter: "correlations",
  rows: correlatedRows,
  charts: [correlatedChart],
  tables: [correlatedTable, correlatedByBlockTable],
  inBrief: ({ comparisons }) => equalTimeInBrief(comparisons),
  findings: correlatedFindings,
  verdicts: [],
};
