/** What advice rests on, against the kept records: their gradients are of σ itself, which uneven scales do not change. */
import assert from "node:assert/strict";
import { predictedReduction } from "../../../bench/stats/mod.ts";
import { readResults } from "../../../bench/store/mod.ts";
import { reductionRows } from "./rows.ts";

const kept = new URL("../../../docs/results/standard", import.meta.url).pathname;
const { records } = await readResults([kept]);
/** Of large sites: at a small one the single random map that was measured decides as much as the sizes do. */
const rows = reductionRows(records).filter(({ block, correlation, outputs, inputs }) =>
  block === "scale" && correlation === 0 && inputs >= 16 && outputs >= 4
);

Deno.test("no site's scale gains more than is predicted, but for sampling", () => {
  assert.ok(rows.length >= 50, `${rows.length} rows`);
  const wrong = rows.filter(({ outputs, inputs, reduction }) =>
    reduction.low > 1.25 * predictedReduction({ outputs, inputs })
  );
  assert.deepEqual(wrong, []);
});

Deno.test("where a tenth of the noise or more is kept, two thirds of what is predicted are gained", () => {
  const close = rows.filter(({ outputs, inputs }) => predictedReduction({ outputs, inputs }) <= 10);
  assert.ok(close.length >= 30, `${close.length} rows`);
  const wrong = close.filter(({ outputs, inputs, reduction }) =>
    reduction.high < 2 / 3 * predictedReduction({ outputs, inputs })
  );
  assert.deepEqual(wrong, []);
});
