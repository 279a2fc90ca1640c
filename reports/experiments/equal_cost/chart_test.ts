import assert from "node:assert/strict";
import { fixtureRecords } from "../fixtures.ts";
import { captionOf } from "../testing.ts";
import { equalCostChart } from "./chart.ts";
import { contendersChart } from "./contenders_chart.ts";
import { equalCostReport } from "./index.ts";

Deno.test("captions begin with what the rows say", () => {
  const records = fixtureRecords({ only: ["equal_cost"], pairs: 600 });
  assert.match(
    captionOf(equalCostReport, equalCostChart, records),
    /^At equal time \(circles\) R2-G2 has less variance than RT in 3 of 6 comparisons, more in 1 and /,
  );
  assert.match(
    captionOf(equalCostReport, contendersChart, records),
    /^For the same time RT with antithetic pairs has less variance than R2-G2 in 1 of 6 comparisons, more in 3 /,
  );
});
