/**
 * What the solver does to R2-G2.
 * @module
 */
import { solverFidelityContract } from "../../../bench/experiments/solver_fidelity/contract.ts";
import type { ExperimentReport } from "../report.ts";
import { publishedSolverChart, solverFidelityChart } from "./chart.ts";
import { type FidelityRow, fidelityRows } from "./rows.ts";
import { solverFidelityTable } from "./table.ts";
import { fidelityFindings, fidelityInBrief } from "./words.ts";

/** Exact and iterative solvers. */
export const solverFidelityReport: ExperimentReport<readonly FidelityRow[]> = {
  contract: solverFidelityContract,
  chapter: "checks",
  rows: fidelityRows,
  charts: [publishedSolverChart, solverFidelityChart],
  tables: [solverFidelityTable],
  inBrief: fidelityInBrief,
  findings: fidelityFindings,
  verdicts: [],
};
