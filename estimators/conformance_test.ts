import assert from "node:assert/strict";
import { conformance } from "./conformance.ts";
import { estimatorNames, getEstimator } from "./registry.ts";
import { activate, BACKENDS } from "./testing/backends.ts";
import { getControl } from "./testing/controls.ts";
import { siteCases } from "./testing/sites.ts";

for (const backend of BACKENDS) {
  for (const name of estimatorNames()) {
    Deno.test(`${name} conforms [${backend}]`, async () => {
      await activate(backend);
      const failures: string[] = [];
      for (const check of conformance(getEstimator(name))) {
        if (check.skip !== undefined) continue;
        try {
          check.run();
        } catch (error) {
          failures.push(`${check.name}: ${error instanceof Error ? error.message : error}`);
        }
      }
      assert.deepEqual(failures, []);
    });
  }
}

Deno.test("every skipped check says why", () => {
  for (const name of estimatorNames()) {
    for (const { skip } of conformance(getEstimator(name))) assert.ok(skip === undefined || skip.length > 10);
  }
});

Deno.test("the suite fails an estimator that divides its scale gradient, and one that lies about a bias", async () => {
  await activate("wasm");
  const failed = (checks: ReturnType<typeof conformance>) =>
    checks.filter(({ skip }) => skip === undefined).filter((check) => {
      try {
        check.run();
        return false;
      } catch {
        return true;
      }
    }).map(({ name }) => name);
  const divided = conformance({ ...getControl("scale-divided-by-samples"), unbiased: true })
    .filter(({ name }) => name.includes("unbiased") && name.includes("m > n"));
  assert.deepEqual(failed(divided), divided.map(({ name }) => name));
  const modest = conformance({ ...getEstimator("rt"), unbiased: false }).filter(({ name }) =>
    name.includes("declares")
  );
  assert.equal(failed(modest).length, 1);
});

Deno.test("positions taken as independent: the law is rejected wherever there are several, and the bias is found", async () => {
  await activate("wasm");
  const checks = conformance(getEstimator("lrt-independent-positions")).filter(({ skip }) =>
    skip === undefined
  );
  const failed = checks.filter((check) => {
    try {
      check.run();
      return false;
    } catch {
      return true;
    }
  }).map(({ name }) => name);
  const several = siteCases.filter(({ name, rows }) => name.startsWith("weights") && rows > 1);
  assert.deepEqual(
    failed,
    several.flatMap(({ name }) => [
      `${name}: given noise makes RT's value, or a z with the law N(Wµ, AAᵀ)`,
      `${name}: z has the law N(Wµ, AAᵀ)`,
    ]),
  );
});
