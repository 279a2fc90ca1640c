import assert from "node:assert/strict";
import { baselineText, readBaseline } from "./baseline.ts";
import { bencher, benchmarkAction, type GateResult, junit } from "./outputs.ts";

const measured = (milliseconds: number, variance: number) => ({
  milliseconds,
  variance,
  varianceError: 0.05,
});
const head = [1, 1.1, 1.2].map((factor) => ({
  "a site, rt": measured(factor, 8),
  "a site, r2g2": measured(2 * factor, 1),
}));
const result: GateResult = {
  bias: [
    { name: "latent site, rt" },
    { name: "latent site, lrt", skipped: 'no form for "full"' },
    { name: "latent site, mine", failed: "biased: 1 < 2 & more" },
  ],
  head,
  judged: [
    { name: "a site, rt", ratio: 1.01, floor: 0.1, regressed: false },
    { name: "a site, r2g2", ratio: 0.5, floor: 0.1, regressed: true },
  ],
};

Deno.test("JUnit's XML says what passed, failed and was skipped", () => {
  assert.equal(
    junit(result),
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="bias" tests="3" failures="1" skipped="1">
    <testcase classname="r2g2-bench.bias" name="latent site, rt"/>
    <testcase classname="r2g2-bench.bias" name="latent site, lrt"><skipped message="no form for &quot;full&quot;"/></testcase>
    <testcase classname="r2g2-bench.bias" name="latent site, mine"><failure message="biased: 1 &lt; 2 &amp; more"/></testcase>
  </testsuite>
  <testsuite name="efficiency" tests="2" failures="1" skipped="0">
    <testcase classname="r2g2-bench.efficiency" name="a site, rt"/>
    <testcase classname="r2g2-bench.efficiency" name="a site, r2g2"><failure message="regressed: efficiency is 0.500 times the baseline's, noise reaches down to 0.905"/></testcase>
  </testsuite>
</testsuites>
`,
  );
});

Deno.test("github-action-benchmark gets a list of named values, bigger is better", () => {
  const entries = JSON.parse(benchmarkAction(result));
  assert.deepEqual(entries.map(({ name, unit }: Record<string, unknown>) => [name, unit]), [
    ["a site, rt: efficiency", "times the first estimator's"],
    ["a site, r2g2: efficiency", "times the first estimator's"],
  ]);
  assert.ok(Math.abs(entries[1].value - 4) < 1e-12); // an eighth of the variance in twice the time
  assert.match(entries[1].range, /^± \d+\.\d %$/);
});

Deno.test("Bencher gets latency in nanoseconds, variance and efficiency by stable names", () => {
  const { "a site, r2g2": own } = JSON.parse(bencher(result));
  assert.ok(Math.abs(own.latency.value - 2.2e6) < 1);
  assert.ok(Math.abs(own.latency.lower_value - 2e6) < 1 && Math.abs(own.latency.upper_value - 2.4e6) < 1);
  assert.ok(own.variance.lower_value < 1 && own.variance.upper_value > 1 && own.variance.value === 1);
  assert.ok(own.efficiency.lower_value <= own.efficiency.value);
});

Deno.test("a baseline is read as it was written, and nothing else is one", async () => {
  const path = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await Deno.writeTextFile(path, baselineText(head));
    assert.deepEqual(Object.keys(await readBaseline(path)), ["a site, rt", "a site, r2g2"]);
    for (const text of ["{", "{}", '{"version":1,"benches":{"a":{"variance":0}}}']) {
      await Deno.writeTextFile(path, text);
      await assert.rejects(readBaseline(path), /is no baseline: write it with deno task gate --save/);
    }
  } finally {
    await Deno.remove(path);
  }
  await assert.rejects(readBaseline(path), {
    name: "CommandError",
    message: /does not exist: write it with/,
  });
});
