import assert from "node:assert/strict";
import { fixtureEnvironments, fixtureRecords } from "../experiments/fixtures.ts";
import { blocksToMarkdown } from "../page/to_markdown.ts";
import { cellsInWords, completenessBlocks } from "./completeness.ts";
import { firstScreen } from "./first_screen.ts";
import { provenanceBlocks } from "./provenance.ts";

const jobs = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `job ${i}`, cells: i + 1 }));
const SOME = [
  { experiment: "cost", planned: 40, present: 12, missing: jobs(7) },
  { experiment: "training", planned: 5, present: 5, missing: [] },
  { experiment: "equal_cost", planned: 6, present: 5, missing: jobs(1) },
];
const records = fixtureRecords({ only: ["cost"] });
const input = { records, environments: fixtureEnvironments() };

Deno.test("a report says how many of the planned cells it holds, and names what is missing", () => {
  assert.equal(
    blocksToMarkdown(completenessBlocks(SOME)).trim(),
    "These runs hold 22 of 51 planned cells. The same `deno task bench` runs what is missing:\n\n" +
      "- `cost` has 12 of 40 cells, without job 0 (1 cell), job 1 (2 cells), job 2 (3 cells), job 3 (4 cells), " +
      "job 4 (5 cells) and 2 more jobs.\n" +
      "- `equal_cost` has 5 of 6 cells, without job 0 (1 cell).",
  );
  const whole = SOME.map((each) => ({ ...each, present: each.planned, missing: [] }));
  assert.match(
    blocksToMarkdown(completenessBlocks(whole)),
    /hold 51 of 51 planned cells: nothing is missing\./,
  );
});

Deno.test("it stands on the first screen and in the provenance", () => {
  const page = { ...input, completeness: SOME };
  assert.match(blocksToMarkdown(firstScreen(page, [])), /^- data digits[\s\S]*\n- 22 of 51 planned cells$/m);
  assert.match(blocksToMarkdown(provenanceBlocks(page)), /22 of 51 planned cells\. .*\n\n- `cost`/);
});

Deno.test("records of a version without plans say nothing of it", () => {
  assert.equal(cellsInWords([]), undefined);
  const text = blocksToMarkdown([...firstScreen(input, []), ...provenanceBlocks(input)]);
  assert.doesNotMatch(text, /planned cells/);
});
