import assert from "node:assert/strict";
import { plainText } from "../../page/blocks.ts";
import { alongTrainingRecords } from "./fixtures.ts";
import { alongTrainingRows } from "./rows.ts";
import { contendersTable, normsTable, scorecardTable } from "./table.ts";
import { alongTrainingAnswer, alongTrainingFindings, alongTrainingInBrief, percent } from "./words.ts";

const rows = alongTrainingRows(alongTrainingRecords({}));

Deno.test("what is said follows the fixtures: more variance for the same time, the rival by name, what to use", () => {
  assert.match(
    alongTrainingAnswer(rows)!,
    /^At checkpoints along training \(mlp-small, vae1 and vae1-narrow\), for the same time R2-G2 has more variance than RT with its best number of samples in \d of 6/,
  );
  const [mlp] = alongTrainingFindings(rows).map(plainText);
  assert.match(
    mlp!,
    /^mlp-small: At step 0 RT's noise is 2\d \[.*\] % of the gradient's variance; R2-G2 leaves 1\.4/,
  );
  assert.match(mlp!, /that of the best other, LRT\. Least variance × time: LRT \(/);
  assert.match(alongTrainingInBrief(rows)!, /for no model at every checkpoint$/);
});

Deno.test("nothing measured says nothing", () => {
  const none = alongTrainingRows([]);
  assert.deepEqual([alongTrainingAnswer(none), alongTrainingInBrief(none), alongTrainingFindings(none)], [
    undefined,
    undefined,
    [],
  ]);
});

Deno.test("a scorecard line for each model and checkpoint; other norms apart; every contender but RT", () => {
  const [scores, norms, contenders] = [scorecardTable, normsTable, contendersTable].map(({ table }) =>
    table(rows)
  );
  assert.equal(scores!.rows.length, 6);
  assert.deepEqual(new Set(norms!.rows.map((line) => line[2])), new Set(["σ²", "Adam"]));
  assert.ok(contenders!.rows.every((line) => line[2] !== "RT"));
  for (const { columns, rows: lines } of [scores!, norms!, contenders!]) {
    assert.ok(lines.every((line) => line.length === columns.length));
  }
});

Deno.test("a share stays between none and all", () => {
  assert.match(percent({ value: 0.5, low: -0.2, high: Infinity }), /^50\s\[0,\s100\]\s%$/);
});
