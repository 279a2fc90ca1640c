/**
 * From records to the report: pages, charts, tables, verdicts. Needs the store and the statistics, no tfjs.
 * @module
 */
export { type BuildOptions, buildReport, type BuiltReport } from "./build.ts";
export { REPORTS } from "./experiments/registry.ts";
export type { ExperimentReport, TableMaker } from "./experiments/report.ts";
export type { Chart, Layout, Mark } from "./look/chart.ts";
export { checkReport } from "./check.ts";
export type { DrawnFigure } from "./document/figures.ts";
export type { Column, Figure, Inline, Inlines, Table } from "./page/blocks.ts";
export type { ReportInput } from "./document/provenance.ts";
export {
  type Claim,
  CLAIMS,
  judgeClaims,
  type JudgedClaim,
  type Judgement,
  type Verdict,
} from "./verdicts/registry.ts";
