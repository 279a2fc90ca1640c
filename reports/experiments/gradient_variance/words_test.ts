import assert from "node:assert/strict";
import { fixtureRecords } from "../fixtures.ts";
import { findingsOf } from "../testing.ts";
import { gradientVarianceReport } from "./index.ts";

const records = fixtureRecords({ only: ["gradient_variance"], pairs: 600, gain: 20 });
const findings = (of: typeof records) => findingsOf(gradientVarianceReport, of);

Deno.test("models in which R2-G2 is RT are told together, the others each", () => {
  const twin = records.filter(({ model }) => model === "vae1").map((record) => ({
    ...record,
    model: "vae3",
  }));
  const texts = findings([...records, ...twin]);
  assert.equal(texts.filter((text) => text.includes("exactly RT's in every block")).length, 1);
  assert.ok(
    texts.includes("vae1 and vae3: R2-G2's gradient is exactly RT's in every block."),
    texts.join("\n"),
  );
  assert.match(
    texts.join("\n"),
    /vae1-narrow, step 100: .* over RT's: scale 0\.0\d+ \[.*\], upstream 0\.0\d+/,
  );
  assert.ok(texts.length <= 6);
});

Deno.test("the mean block is set beside RT per example's, where that was run", () => {
  const own = findings(records).filter((text) => text.includes("mean block over RT per example's"));
  assert.equal(own.length, 1);
  assert.match(own[0] ?? "", /^mlp-small, .*dense1 \S+ \[\S+\s\S+\], dense2 .*dense3 /);
  const deep = records.map((record) => ({
    ...record,
    metrics: record.metrics.flatMap((metric) =>
      metric.layer === "dense2"
        ? [metric, { ...metric, layer: "dense4" }, { ...metric, layer: "dense5" }]
        : [metric]
    ),
  }));
  assert.match(
    findings(deep).join("\n"),
    /mean block over RT per example's: from dense\d \S+ \[\S+\s\S+\] to dense\d /,
  );
  const without = findings(records.filter(({ estimator }) => estimator !== "rt-per-example"));
  assert.doesNotMatch(without.join("\n"), /per example/);
});

Deno.test("over minibatches R2-G2's gain is said to be what training sees", () => {
  assert.match(findings(records).join("\n"), /Over minibatches too, .*vae1-narrow all parameters 0\.99\d?/);
  const without = records.map((record) => ({
    ...record,
    metrics: record.metrics.filter(({ name }) => name !== "total-variance"),
  }));
  assert.doesNotMatch(findings(without).join(), /Over minibatches/);
});

Deno.test("without RT there is no ratio, and that is said", () => {
  const texts = findings(records.filter(({ estimator }) => !estimator.startsWith("rt")));
  assert.ok(texts.includes("mlp-small: RT was not measured, so there is no ratio."), texts.join("\n"));
});
