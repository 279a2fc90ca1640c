import assert from "node:assert/strict";
import { fixtureRecords } from "../../testing/fixtures.ts";
import { unbiasednessChart } from "./chart.ts";

const only = ["unbiasedness"];
const rows = unbiasednessChart.rows(fixtureRecords({ only, bias: 0 }));

Deno.test("the caption begins with the largest score, and with how many controls are found", () => {
  assert.match(
    unbiasednessChart.caption(rows),
    /^No estimator's score is beyond ±\d(\.\d)?\. \d of \d negative controls? (is|are) beyond ±4\./,
  );
  const biased = unbiasednessChart.caption(unbiasednessChart.rows(fixtureRecords({ only, bias: 30 })));
  assert.doesNotMatch(biased, /^No estimator's score is beyond ±[0-3]\b/);
});

Deno.test("what is drawn is inlined and nothing else; scores far away stand at the edge, inside the frame", () => {
  const spec = unbiasednessChart.spec(rows, "wide") as unknown as {
    data: { values: Record<string, number>[] };
    layer: { encoding: { x: { scale?: { domain: [number, number] } } } }[];
  };
  const [low, high] = spec.layer.at(-1)!.encoding.x.scale!.domain;
  for (const { drawn } of spec.data.values) assert.ok(drawn! > low && drawn! < high, `${drawn} is cut`);
  assert.equal(spec.data.values.length, rows.length);
  assert.ok(!("run" in spec.data.values[0]!) && "coordinate" in spec.data.values[0]!);
});
