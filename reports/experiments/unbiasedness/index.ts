/**
 * Unbiasedness.
 * @module
 */
import { unbiasednessContract } from "../../../bench/experiments/unbiasedness/contract.ts";
import type { ExperimentReport } from "../report.ts";
import { unbiasednessChart } from "./chart.ts";
import { type UnbiasednessRows, unbiasednessRows } from "./rows.ts";
import { unbiasednessTable } from "./table.ts";
import { unbiasedClaim } from "./verdict.ts";
import { unbiasednessFindings, unbiasednessInBrief } from "./words.ts";

/** Tests of the mean gradient. */
export const unbiasednessReport: ExperimentReport<UnbiasednessRows> = {
  contract: unbiasednessContract,
  rows: unbiasednessRows,
  charts: [unbiasednessChart],
  tables: [unbiasednessTable],
  inBrief: unbiasednessInBrief,
  findings: unbiasednessFindings,
  verdicts: [unbiasedClaim],
};
