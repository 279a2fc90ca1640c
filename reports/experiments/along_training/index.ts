/**
 * Equal cost along training: what was measured, metric by metric.
 * @module
 */
import { alongTrainingContract } from "../../../bench/experiments/along_training/contract.ts";
import type { BenchRecord } from "../../../bench/store/mod.ts";
import { finished } from "../../analysis/select.ts";
import type { ExperimentReport } from "../report.ts";
import { measuredTable } from "./table.ts";

/** Means of every metric. */
export const alongTrainingReport: ExperimentReport<readonly BenchRecord[]> = {
  contract: alongTrainingContract,
  rows: (records) => finished(records, alongTrainingContract.name),
  charts: [],
  tables: [measuredTable],
  inBrief: (records) => {
    const models = new Set(records.map(({ model }) => model)).size;
    return records.length === 0 ? undefined : `measured on ${models} model${models === 1 ? "" : "s"}`;
  },
  findings: () => [],
  verdicts: [],
};
