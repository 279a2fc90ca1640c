import assert from "node:assert/strict";
import { Tally } from "./tally.ts";
import { allWell, markdownTable, type RowResult, terminalTable } from "./table.ts";

function result(name: string, work: (tally: Tally) => void, skipped?: string): RowResult {
  const tally = new Tally();
  work(tally);
  const row = { name, what: `${name} of a|b` };
  return { row, tally, seconds: 1.6, ...(skipped === undefined ? {} : { skipped }) };
}

const well = result("kills", (tally) => {
  tally.count({ problems: [] });
  tally.count({ lost: 0, problems: [] });
});
const bad = result("damage", (tally) => {
  tally.count({ problems: [] });
  tally.count({ lost: 3, problems: [] });
  tally.count({ problems: ["one", "two"] });
});
const skipped = result("slurm", () => {}, "not installed");

Deno.test("tries are counted with what was lost and what is wrong", () => {
  const { tried, passed, lost, wrong, failures } = bad.tally as Tally;
  assert.deepEqual([tried, passed, lost, wrong], [3, 1, 3, 2]);
  assert.deepEqual(failures, ["3 lost", "one; two"]);
});

Deno.test("a try that throws, and one that says what is wrong, have failed under their name", async () => {
  const tally = new Tally();
  await tally.try("good", () => Promise.resolve([]));
  await tally.try("bad", () => Promise.resolve(["wrong"]));
  await tally.try("worse", () => Promise.reject(new Error("broken")));
  assert.deepEqual([tally.tried, tally.passed, tally.wrong], [3, 1, 2]);
  assert.deepEqual(tally.failures, ["bad: wrong", "worse: broken"]);
});

Deno.test("all is well if nothing failed, and a row without a try says why", () => {
  assert.ok(allWell([well, skipped]));
  assert.ok(!allWell([well, bad]));
  assert.ok(!allWell([result("none", () => {})]), "a row that tries nothing proves nothing");
});

Deno.test("the table has one line per row, on a terminal and on the page", () => {
  assert.equal(
    terminalTable([well, bad, skipped]),
    `row     fault                                  tried  passed  lost  wrong  seconds
kills   kills of a|b                               2       2     0      0        2
damage  damage of a|b                              3       1     3      2        2
slurm   slurm of a|b (skipped: not installed)      –       –     –      –        2`,
  );
  assert.equal(
    markdownTable([well, skipped]),
    `| row | fault | tried | passed | lost | wrong | seconds |
| --- | --- | --: | --: | --: | --: | --: |
| kills | kills of a\\|b | 2 | 2 | 0 | 0 | 2 |
| slurm | slurm of a\\|b (skipped: not installed) | – | – | – | – | 2 |`,
  );
});
