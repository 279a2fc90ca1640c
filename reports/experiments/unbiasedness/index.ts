/**
 * Unbiasedness.
 * @module
 */
import { unbiasednessContract } from "../../../bench/experiments/unbiasedness/contract.ts";
import { statedP } from "../../look/format.ts";
import { seriesLabel } from "../../look/series.ts";
import type { ExperimentReport } from "../report.ts";
import { unbiasednessChart } from "./chart.ts";
import { type UnbiasednessRows, unbiasednessRows } from "./rows.ts";
import { unbiasednessTable } from "./table.ts";
import { unbiasedClaim } from "./verdict.ts";
import { unbiasednessFindings, unbiasednessInBrief } from "./words.ts";

/** Tests of the mean gradient. */
export const unbiasednessReport: ExperimentReport<UnbiasednessRows> = {
  contract: unbiasednessContract,
  chapter: "checks",
  rows: unbiasednessRows,
  charts: [unbiasednessChart],
  tables: [unbiasednessTable],
  inBrief: unbiasednessInBrief,
  findings: unbiasednessFindings,
  verdicts: [unbiasedClaim],
  biases: ({ tests }) => {
    const real = tests.filter(({ control }) => control === "");
    return real.length === 0
      ? undefined
      : real.filter(({ rejected }) => rejected).map((row) =>
        `${seriesLabel(row)} at the ${row.site} site, ${row.objective} objective: ${
          statedP(row.minAdjustedP)
        } by Holm`
      );
  },
};
