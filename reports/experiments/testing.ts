/**
 * What an experiment's report shows of some records, for tests.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import type { Chart, Mark } from "../look/chart.ts";
import { plainText, type Table } from "../page/blocks.ts";
import type { ExperimentReport, TableMaker } from "./report.ts";

/** Findings as plain text, one each. */
export function findingsOf<Rows>(report: ExperimentReport<Rows>, records: readonly BenchRecord[]): string[] {
  return report.findings(report.rows(records)).map(plainText);
}

/** The marks of one of its charts. */
export function marksOf<Rows>(
  report: ExperimentReport<Rows>,
  chart: Chart<Rows>,
  records: readonly BenchRecord[],
): readonly Mark[] {
  return chart.marks(report.rows(records));
}

/** The caption of one of its charts; `marks` other than the records' where a test changes them. */
export function captionOf<Rows>(
  report: ExperimentReport<Rows>,
  chart: Chart<Rows>,
  records: readonly BenchRecord[],
  marks: readonly Mark[] = marksOf(report, chart, records),
): string {
  return chart.caption(marks, report.rows(records));
}

/** One of its tables. */
export function tableOf<Rows>(
  report: ExperimentReport<Rows>,
  maker: TableMaker<Rows>,
  records: readonly BenchRecord[],
): Table {
  return maker.table(report.rows(records));
}
