/**
 * From records to the report: pages, charts, tables, verdicts. Needs the store and the statistics, no tfjs.
 * @module
 */
export { type BuildOptions, buildReport, type BuiltReport } from "./build.ts";
export { CHARTS } from "./experiments/charts.ts";
export type { Chart, Layout, Row } from "./look/chart.ts";
export { checkReport } from "./check.ts";
export type { DrawnFigure } from "./page/figures.ts";
export type { Column, Figure, Inline, Inlines, Table } from "./page/blocks.ts";
export type { ReportInput } from "./page/provenance.ts";
export { SECTIONS } from "./experiments/sections.ts";
export type { Section } from "./experiments/section.ts";
export { TABLES } from "./experiments/tables.ts";
export type { TableMaker } from "./experiments/table_maker.ts";
export {
  type Claim,
  CLAIMS,
  judgeClaims,
  type JudgedClaim,
  type Judgement,
  type Verdict,
} from "./verdicts/registry.ts";
