import assert from "node:assert/strict";
import { correlatedRows } from "../../comparison/rows.ts";
import { ALL_LAYERS } from "../../analysis/variance.ts";
import { correlatedTable } from "./table.ts";
import { plainText } from "../../page/blocks.ts";
import { fixtureRecords } from "../../testing/fixtures.ts";
import { correlatedSection } from "./words.ts";

const only = ["correlated"];
const text = (options: { gain?: number; costRatio?: number }) =>
  correlatedSection.findings(fixtureRecords({ only, pairs: 8, ...options })).map(plainText).join("\n");

Deno.test("families are kept apart: what full gains, diagonal does not", () => {
  const rows = correlatedRows(fixtureRecords({ only, pairs: 8, gain: 20 })).filter((
    { layer, block, single },
  ) => layer === ALL_LAYERS && block === "scale" && single);
  assert.deepEqual(rows.map(({ family }) => family), ["diagonal", "full", "low-rank 4"]);
  const ratios = rows.map(({ variance }) => variance.value);
  assert.ok(Math.abs(ratios[0]! - 1) < 0.2 && Math.abs(ratios[1]! * 20 - 1) < 0.2, `${ratios}`);
});

Deno.test("a low-rank family's factor counts with its scale", () => {
  const rows = correlatedRows(fixtureRecords({ only, pairs: 8 })).filter(({ family, single }) =>
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
  const findings = correlatedSection.findings(records).map(plainText);
  assert.ok(
    findings.some((finding) =>
      finding.startsWith("LRT does not apply to last-layer diagonal and last-layer low-rank 4: ")
    ),
    findings.join("\n"),
  );
});

Deno.test("the table has a line for each family and gradient, K, and what breaks even", () => {
  const { rows, columns } = correlatedTable.table(fixtureRecords({ only, pairs: 8, gain: 20 }));
  assert.equal(rows.length, 3 * 2);
  const full = rows.find((row) => row[1] === "full" && row[2] === "upstream")!;
  const cell = (label: string) => full[columns.findIndex((column) => column.label === label)];
  assert.equal(cell("K"), "2");
  assert.match(String(cell("break-even")), /^(1[89]|2[0-2])/);
});
