/**
 * Gradient variance by layer and block.
 * @module
 */
import { gradientVarianceContract } from "../../../bench/experiments/gradient_variance/contract.ts";
import { ALL_LAYERS } from "../../analysis/gradient_parts.ts";
import { seriesLabel } from "../../look/series.ts";
import type { ExperimentReport } from "../report.ts";
import { varianceAtMostClaim } from "./at_most_verdict.ts";
import { varianceChart } from "./chart.ts";
import { convolutionClaim, mlpLayersClaim } from "./layer_verdicts.ts";
import { lrtInstanceClaim } from "./lrt_instance_verdict.ts";
import { varianceRatioChart } from "./ratio_chart.ts";
import { atLastStep, type GradientVarianceRows, gradientVarianceRows } from "./rows.ts";
import { varianceStepsChart } from "./steps_chart.ts";
import { varianceByLayerTable, varianceTable } from "./table.ts";
import { totalVarianceTable } from "./total_table.ts";
import { varianceFindings, varianceInBrief } from "./words.ts";

/** How much less variance, and where. */
export const gradientVarianceReport: ExperimentReport<GradientVarianceRows> = {
  contract: gradientVarianceContract,
  chapter: "details",
  rows: gradientVarianceRows,
  charts: [varianceRatioChart, varianceChart, varianceStepsChart],
  tables: [varianceTable, totalVarianceTable, varianceByLayerTable],
  inBrief: varianceInBrief,
  findings: varianceFindings,
  verdicts: [varianceAtMostClaim, lrtInstanceClaim, mlpLayersClaim, convolutionClaim],
  numbers: ({ fixed }) =>
    atLastStep(fixed).filter(({ layer }) => layer === ALL_LAYERS).flatMap((row) => {
      const { subject, block, ratios: { rt } } = row;
      return rt === undefined
        ? []
        : [[`${subject}, ${block}: variance, ${seriesLabel(row)} / RT`, rt] as const];
    }),
};
