/**
 * What an experiment's report shows of some records, and the test of its charts' specifications.
 * @module
 */
import assert from "node:assert/strict";
import type { BenchRecord } from "../../bench/store/mod.ts";
import type { Chart, Mark } from "../look/chart.ts";
import { CONFIG } from "../look/theme.ts";
import { plainText, type Table } from "../page/blocks.ts";
import { fixtureRecords } from "./fixtures.ts";
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

/**
 * Registers a test for each chart of a report: on the experiment's fixtures its specification for a desk is the one
 * kept in `__snapshots__/`, which `deno test -u` writes anew.
 */
export function testSpecifications<Rows>({ contract, charts, rows }: ExperimentReport<Rows>): void {
  for (const chart of charts) {
    Deno.test(`${chart.name}: its specification is the one that is kept`, async (t) => {
      const marks = chart.marks(rows(fixtureRecords({ only: [contract.name], pairs: 6 })));
      const { config, ...spec } = chart.spec(marks, "wide");
      assert.equal(config, CONFIG);
      await t.assertSnapshot(abridged(spec));
    });
  }
}

/** A specification with the first of its data only, and how many they are; numbers to six digits. */
function abridged(spec: unknown): unknown {
  return JSON.parse(JSON.stringify(spec, (key, value) => {
    if (typeof value === "number") return Number(value.toPrecision(6));
    return key === "values" && typeof value[0] === "object" ? [value[0], value.length] : value;
  }));
}
