import assert from "node:assert/strict";
import { CONTRACTS } from "../../bench/experiments/contracts.ts";
import { fixtureRecords } from "./fixtures.ts";
import { REPORTS } from "./registry.ts";

for (const [name, report] of Object.entries(REPORTS)) {
  Deno.test(`${name} is reported under its own contract, with fixtures, and its charts' specifications are tested`, async () => {
    assert.equal(report.contract, CONTRACTS[name as keyof typeof CONTRACTS]);
    const records = fixtureRecords({ only: [name], pairs: 6 });
    assert.ok(records.length > 0 && records.every(({ experiment }) => experiment === name));
    const { isFile } = await Deno.stat(new URL(`./${name}/specifications_test.ts`, import.meta.url));
    assert.ok(isFile);
  });
}

Deno.test("charts and claims have names of their own", () => {
  const reports = Object.values(REPORTS);
  const charts = reports.flatMap(({ charts }) => charts.map(({ name }) => name));
  const claims = reports.flatMap(({ verdicts }) => verdicts.map(({ id }) => id));
  for (const names of [charts, claims]) assert.equal(new Set(names).size, names.length);
});
