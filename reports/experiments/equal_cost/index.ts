/**
 * Variance at equal cost: the question that the report opens with.
 * @module
 */
import { equalCostContract } from "../../../bench/experiments/equal_cost/contract.ts";
import { headlineRows } from "../../comparison/rows.ts";
import { equalTimeInBrief } from "../../comparison/words.ts";
import type { ExperimentReport } from "../report.ts";
import { equalCostChart } from "./chart.ts";
import { contendersChart } from "./contenders_chart.ts";
import { contendersTable } from "./contenders_table.ts";
import { type EqualCostRows, equalCostRows } from "./rows.ts";
import { equalCostTable, headlineTable } from "./table.ts";
import { equalCostFindings } from "./words.ts";

/** R2-G2 against RT with as many samples as cost the same. */
export const equalCostReport: ExperimentReport<EqualCostRows> = {
  contract: equalCostContract,
  chapter: "costs",
  rows: equalCostRows,
  charts: [equalCostChart, contendersChart],
  tables: [headlineTable, equalCostTable, contendersTable],
  inBrief: ({ comparisons }) => equalTimeInBrief(comparisons),
  findings: equalCostFindings,
  verdicts: [],
  numbers: ({ comparisons }) =>
    headlineRows(comparisons).flatMap(({ subject, block, matched, work }) =>
      matched && work !== undefined
        ? [[`${subject}, ${block}: variance × time, R2-G2 / RT`, work] as const]
        : []
    ),
};
