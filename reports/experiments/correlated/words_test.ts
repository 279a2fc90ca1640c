import assert from "node:assert/strict";
import { ALL_LAYERS } from "../../analysis/gradient_parts.ts";
import { correlatedRows } from "./rows.ts";
import { correlatedTable } from "./table.ts";
import { fixtureRecords } from "../fixtures.ts";
import { findingsOf, tableOf } from "../testing.ts";
import { correlatedReport } from "./index.ts";

const only = ["correlated"];
const text = (options: { gain?: number; costRatio?: number }) =>
  findingsOf(correlatedReport, fixtureRecords({ only, pairs: 8, ...options })).join("\n");

Deno.test("families are kept apart: what full gains, diagonal does not", () => {
  const rows = correlatedRows(fixtureRecords({ only, pairs: 8, gain: 20 })).comparisons.filter((
    { layer, block, single },
  ) => layer === ALL_LAYERS && block === "scale" && single);
  assert.deepEqual(rows.map(({ family }) => family), ["diagonal", "full", "low-rank 4"]);
  const ratios = rows.map(({ variance }) => variance.value);
  assert.ok(Math.abs(ratios[0]! - 1) < 0.2 && Math.abs(ratios[1]! * 20 - 1) < 0.2, `${ratios}`);
});

Deno.test("a low-rank family's factor counts with its scale", () => {
  const rows = correlatedRows(fixtureRecords({ only, pairs: 8 })).comparisons.filter(({ family, single }) =>
    family === "low-rank 4" && single
  );
  const layers = new Set(rows.filter(({ block }) => block === "scale").map(({ layer }) => layer));
  assert.deepEqual([...layers].sort(), [ALL_LAYERS, "last-layer", "last-layer/factor"]);
});

Deno.test("the finding follows the records, and says where LRT does not apply and why", () => {
  const cheap = text({ gain: 20, costRatio: 1.6 });
  assert.match(
    cheap,
    /Less variance at equal time: .*last-layer full upstream \(1\d times less than RT with 2 samples\)/,
  );
  assert.match(
    cheap,
    /More variance at equal time: .*last-layer diagonal upstream \(1\.\d+ times the variance of/,
  );
  assert.match(cheap, /^LRT does not apply to any of these: LRT needs one Gaussian vector/m);
  assert.doesNotMatch(cheap, /No difference|Undecided/, "what did not happen is not told");
  const costly = text({ gain: 20, costRatio: 100 });
  assert.match(
    costly,
    /More variance at equal time: all 6 comparisons, from \d\.\d+ times the variance \(last-layer full/,
  );
});

Deno.test("where only some covariances are skipped, they are named", () => {
  const records = fixtureRecords({ only, pairs: 8 }).filter(({ status, options }) =>
    status === "done" || options["family"] !== "full"
  );
  const findings = findingsOf(correlatedReport, records);
  assert.ok(
    findings.some((finding) =>
      finding.startsWith("LRT does not apply to last-layer diagonal and last-layer low-rank 4: ")
    ),
    findings.join("\n"),
  );
});

Deno.test("the table has a line for each family and gradient, K, and what breaks even", () => {
  const { rows, columns } = tableOf(
    correlatedReport,
    correlatedTable,
    fixtureRecords({ only, pairs: 8, gain: 20 }),
  );
  assert.equal(rows.length, 3 * 2);
  const full = rows.find((row) => row[1] === "full" && row[2] === "upstream")!;
  const cell = (label: string) => full[columns.findIndex((column) => column.label === label)];
  assert.equal(cell("K"), "2");
  assert.match(String(cell("break-even")), /^(1[89]|2[0-2])/);
});
