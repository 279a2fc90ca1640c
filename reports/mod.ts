/**
 * From records to the report: pages, charts, tables, verdicts. Needs the store and the statistics, no tfjs.
 * @module
 */
export { type BuildOptions, buildReport, type BuiltReport } from "./build.ts";
export { CHARTS } from "./charts/registry.ts";
export type { Chart, Layout, Row } from "./charts/types.ts";
export { checkReport } from "./check.ts";
export type { DrawnFigure } from "./figures.ts";
export type { Column, Figure, Inline, Inlines, Table } from "./html/document.ts";
export type { ReportInput } from "./provenance.ts";
export { SECTIONS } from "./sections/registry.ts";
export type { Section } from "./sections/types.ts";
export { TABLES } from "./tables/registry.ts";
export type { TableMaker } from "./tables/types.ts";
export {
  type Claim,
  CLAIMS,
  judgeClaims,
  type JudgedClaim,
  type Judgement,
  type Verdict,
} from "./verdicts.ts";
