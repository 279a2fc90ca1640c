/**
 * Replication of the paper's tables.
 * @module
 */
import { replicationContract } from "../../../bench/experiments/replication/contract.ts";
import type { ExperimentReport } from "../report.ts";
import { replicationChart, replicationSpeedChart } from "./chart.ts";
import { type ReplicationRows, replicationRows } from "./rows.ts";
import { replicationSpeedTable, replicationTable, unstatedTable } from "./table.ts";
import { replicationFindings, replicationInBrief } from "./words.ts";

/** The paper's runs. */
export const replicationReport: ExperimentReport<ReplicationRows> = {
  contract: replicationContract,
  chapter: "tables",
  rows: replicationRows,
  charts: [replicationChart, replicationSpeedChart],
  tables: [replicationTable, replicationSpeedTable, unstatedTable],
  inBrief: replicationInBrief,
  findings: replicationFindings,
  verdicts: [],
};
