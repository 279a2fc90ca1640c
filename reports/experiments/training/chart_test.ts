import assert from "node:assert/strict";
import { fixtureRecords } from "../fixtures.ts";
import { captionOf } from "../testing.ts";
import { trainingStepsChart } from "./chart.ts";
import { trainingDifferenceChart } from "./difference_chart.ts";
import { trainingReport } from "./index.ts";

const records = fixtureRecords({ only: ["training"], seeds: 6 });
const caption = (own: typeof records) => captionOf(trainingReport, trainingStepsChart, own);

Deno.test("captions say how many seeds each curve has, not how many the first one has", () => {
  assert.match(caption(records), /^Mean over 6 seeds with its 95 % interval/);
  const [{ model } = { model: "" }] = records;
  const fewer = records.filter((record) => record.model === model || record.seed < 3);
  assert.match(caption(fewer), /^Mean over 3 to 6 seeds with/);
  assert.match(
    captionOf(trainingReport, trainingDifferenceChart, fewer),
    /^Mean over 3 to 6 paired seeds of/,
  );
  assert.match(caption(records.filter(({ seed }) => seed === 0)), /^One seed of each, without an interval;/);
});
