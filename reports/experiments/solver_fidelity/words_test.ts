import assert from "node:assert/strict";
import { fixtureRecords } from "../fixtures.ts";
import { findingsOf } from "../testing.ts";
import { solverFidelityReport } from "./index.ts";

const text = (bias: number) =>
  findingsOf(solverFidelityReport, fixtureRecords({ only: ["solver_fidelity"], bias })).join(
    "\n",
  );

Deno.test("an exact solver makes R2-G2 RT where it is; a converged CG too, without bias", () => {
  const found = text(0);
  assert.match(found, /vae1: solved exactly, R2-G2 is RT, sample by sample/);
  assert.match(found, /Published solver along training: the noise is RT's within 0.001 .* in 2 of 2 places/);
  assert.match(found, /excludes 0 in 0 of 12 cells/);
});

Deno.test("a CG that stops early is not RT, and its damping is found", () => {
  const found = text(1);
  assert.match(
    found,
    /Published solver along training: the noise is not RT's beyond 0.001 .* in 2 of 2 places/,
  );
  assert.match(
    found,
    /excludes 0 in 12 of 12 cells.*; the largest is −0.2.*CG from z \(published\), at most 5 steps/,
  );
});

Deno.test("an exact solver whose noise is not RT's is called so", () => {
  const records = fixtureRecords({ only: ["solver_fidelity"] }).map((record) => ({
    ...record,
    metrics: record.metrics.map((metric) => ({ ...metric, values: metric.values.map(() => 0.5) })),
  }));
  assert.match(
    findingsOf(solverFidelityReport, records).join(),
    /solved exactly, R2-G2 is not RT/,
  );
});
