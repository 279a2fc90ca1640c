/**
 * Cost of a gradient.
 * @module
 */
import { costContract } from "../../../bench/experiments/cost/contract.ts";
import { seriesLabel } from "../../look/series.ts";
import type { ExperimentReport, NumberKind } from "../report.ts";
import { costChart } from "./chart.ts";
import { costExponentsChart } from "./exponents_chart.ts";
import { costExponentsTable } from "./exponents_table.ts";
import { type CostRows, costRows } from "./rows.ts";
import { costTable } from "./table.ts";
import { costFindings, costInBrief } from "./words.ts";

const TIME: NumberKind = { of: "time", scale: "ratio", better: "less" };

/** Time, operations, iterations and memory of a gradient. */
export const costReport: ExperimentReport<CostRows> = {
  contract: costContract,
  chapter: "details",
  rows: costRows,
  charts: [costChart, costExponentsChart],
  tables: [costTable, costExponentsTable],
  inBrief: costInBrief,
  findings: costFindings,
  verdicts: [],
  numbers: ({ gradients }) =>
    gradients.flatMap((row) =>
      row.time === undefined
        ? []
        : [[`${row.subject}, ${seriesLabel(row)}: time of a gradient, ms`, row.time, TIME] as const]
    ),
};
