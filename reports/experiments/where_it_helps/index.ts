/**
 * Where R2-G2 helps.
 * @module
 */
import { whereItHelpsContract } from "../../../bench/experiments/where_it_helps/contract.ts";
import type { ExperimentReport } from "../report.ts";
import { paperLayersChart, reductionSettingsChart } from "./chart.ts";
import { reductionMapChart } from "./map_chart.ts";
import { whereItHelpsChart } from "./prediction_chart.ts";
import { type ReductionRow, reductionRows } from "./rows.ts";
import { whereItHelpsTable } from "./table.ts";
import { whereItHelpsFindings, whereItHelpsInBrief } from "./words.ts";

/** Sizes, scales and correlations. */
export const whereItHelpsReport: ExperimentReport<readonly ReductionRow[]> = {
  contract: whereItHelpsContract,
  chapter: "gains",
  rows: reductionRows,
  charts: [whereItHelpsChart, reductionSettingsChart, paperLayersChart, reductionMapChart],
  tables: [whereItHelpsTable],
  inBrief: whereItHelpsInBrief,
  findings: whereItHelpsFindings,
  verdicts: [],
};
