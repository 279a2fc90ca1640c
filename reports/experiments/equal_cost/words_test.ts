import assert from "node:assert/strict";
import type { BenchRecord } from "../../../bench/store/mod.ts";
import { plainText } from "../../page/blocks.ts";
import { type FixtureOptions, fixtureRecords } from "../fixtures.ts";
import { answer } from "./answer.ts";
import { equalCostRows } from "./rows.ts";
import { findingsOf } from "../testing.ts";
import { equalCostReport } from "./index.ts";

const cells = (options: FixtureOptions = {}) =>
  fixtureRecords({ only: ["equal_cost"], pairs: 600, gain: 20, ...options });
const headline = (records: readonly BenchRecord[]) => answer(equalCostRows(records))?.headline;
const lines = (records: readonly BenchRecord[]) => answer(equalCostRows(records))?.byGradient.map(plainText);
const findings = (records: readonly BenchRecord[]) => findingsOf(equalCostReport, records);

Deno.test("one sentence counts every comparison, and a line for each gradient names the models", () => {
  assert.equal(
    headline(cells()),
    "At equal time R2-G2 has less variance than RT in 3 of 6 comparisons, more in 1 and does not differ in 2; RT with " +
      "antithetic pairs has less variance than R2-G2 in 1 of 6 comparisons, more in 3 and is inconclusive in 2.",
  );
  const [parameters = "", upstream = ""] = lines(cells()) ?? [];
  assert.match(
    parameters,
    /^Gradient of the Gaussians' mean and scale: yes for mlp-small \(\d\S* times less variance\); no for vae1-narrow \(1\.\d+ times the variance\); no difference for vae1\.$/,
  );
  assert.match(upstream, /^Gradient that flows upstream, into the map: yes for /);
  assert.doesNotMatch([parameters, upstream].join(), /\[/, "intervals are in the table");
});

Deno.test.each<[string, BenchRecord[], RegExp]>([
  [
    "a costly R2-G2",
    cells({ gain: 1, costRatio: 30 }),
    /^At equal time R2-G2 has more variance than RT in [234] of 6 comparisons|^At equal time R2-G2 has less .*, more in 2/,
  ],
  [
    "no rival",
    cells().filter(({ estimator }) => !estimator.includes("antithetic")),
    /^At equal time R2-G2 has less variance than RT in 3 of 6 comparisons, more in 1 and does not differ in 2\.$/,
  ],
  [
    "one model",
    cells().filter(({ model }) => model === "vae1-narrow"),
    /^At equal time R2-G2 has less variance than RT in 1 of 2 comparisons and more in 1; RT with .* has less .* and more in 1\.$/,
  ],
  [
    "too few pairs to decide",
    cells({ pairs: 2, gain: 1.6 }).filter(({ model }) => model === "vae1-narrow"),
    /is not told apart from RT in (both|1 of 2) comparisons/,
  ],
])("the headline of %s", (_name, records, wanted) => {
  const text = headline(records) ?? "";
  assert.match(text, wanted);
  assert.doesNotMatch(text, /\b0\b|undefined|NaN/);
});

Deno.test.each<[string, BenchRecord[]]>([
  ["nothing", []],
  ["other experiments", fixtureRecords({ only: ["cost"] })],
  ["RT alone", cells().filter(({ estimator }) => estimator.startsWith("rt"))],
  [
    "no times",
    cells().map((record) => ({
      ...record,
      timings: record.timings.filter(({ name }) => name !== "gradient-time"),
    })),
  ],
])("%s gives no answer", (_name, records) => assert.equal(answer(equalCostRows(records)), undefined));

Deno.test("what is alike is told once: no more items than kinds of outcome", () => {
  const twins = ["vae2", "vae3"].flatMap((model) =>
    cells().filter((record) => record.model === "vae1").map((record) => ({ ...record, model }))
  );
  const texts = findings([...cells(), ...twins]);
  const exact = texts.filter((text) => text.includes("exactly RT's"));
  assert.equal(exact.length, 1);
  assert.match(
    exact[0] ?? "",
    /^vae1, vae2 and vae3: one gradient of R2-G2 is exactly RT's; at equal time no difference \(1\.0\d/,
  );
  assert.equal(texts.filter((text) => text.startsWith("Antithetic pairs: ")).length, 1);
  assert.ok(texts.length <= 6, texts.join("\n"));
});

Deno.test("antithetic pairs: a range for most comparisons, the exceptions by name", () => {
  const all = cells();
  const worse = all.map((record) =>
    record.model !== "vae1" || record.estimator !== "rt-antithetic" ? record : {
      ...record,
      metrics: record.metrics.map((metric) =>
        metric.block !== "upstream" ? metric : { ...metric, values: metric.values.map((value) => 5 * value) }
      ),
    }
  );
  const of = (records: readonly BenchRecord[]) =>
    findings(records).find((text) => text.startsWith("Antithetic")) ?? "";
  assert.match(of(all), /RT, antithetic: 0\.\d+ to 1\.\d+ in all 6 comparisons; R2-G2, antithetic: /);
  assert.match(
    of(all),
    /\. RT with such pairs has less variance than R2-G2 in 1 of 6 comparisons, more in 3 /,
  );
  assert.match(of(worse), /RT, antithetic: .* to 5\.\d+ in /);
});
