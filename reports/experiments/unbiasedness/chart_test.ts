import assert from "node:assert/strict";
import { fixtureRecords } from "../fixtures.ts";
import { captionOf, marksOf } from "../testing.ts";
import { unbiasednessChart } from "./chart.ts";
import { unbiasednessReport } from "./index.ts";

const only = ["unbiasedness"];
const records = fixtureRecords({ only, bias: 0 });
const marks = marksOf(unbiasednessReport, unbiasednessChart, records);

Deno.test("the caption begins with the largest score, and with how many controls are found", () => {
  assert.match(
    captionOf(unbiasednessReport, unbiasednessChart, records),
    /^No estimator's score is beyond ±\d(\.\d)?\. \d of \d negative controls? (is|are) beyond ±4\./,
  );
  const biased = captionOf(unbiasednessReport, unbiasednessChart, fixtureRecords({ only, bias: 30 }));
  assert.doesNotMatch(biased, /^No estimator's score is beyond ±[0-3]\b/);
});

Deno.test("what is drawn is inlined and nothing else; scores far away stand at the edge, inside the frame", () => {
  const spec = unbiasednessChart.spec(marks, "wide") as unknown as {
    data: { values: Record<string, number>[] };
    layer: { encoding: { x: { scale?: { domain: [number, number] } } } }[];
  };
  const [low, high] = spec.layer.at(-1)!.encoding.x.scale!.domain;
  for (const { drawn } of spec.data.values) assert.ok(drawn! > low && drawn! < high, `${drawn} is cut`);
  assert.equal(spec.data.values.length, marks.length);
  assert.ok(!("run" in spec.data.values[0]!) && "coordinate" in spec.data.values[0]!);
});
