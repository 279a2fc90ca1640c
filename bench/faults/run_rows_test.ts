import assert from "node:assert/strict";
import { ROWS } from "./registry.ts";
import { runRows } from "./run_rows.ts";
import type { FaultRow } from "./tally.ts";

const row = (name: string, run: FaultRow["run"], seconds: FaultRow["seconds"] = [9, 9]): FaultRow => ({
  name,
  what: "",
  seconds,
  run,
});

Deno.test("rows draw the same alone and with others, and leave no folder behind", async () => {
  const drawn: [number, string][] = [];
  const drawing = row("drawing", async (tally, { draws, folder }) => {
    assert.ok((await Deno.stat(folder)).isDirectory);
    drawn.push([draws.below(1e6), folder]);
    tally.count({ problems: [] });
  });
  const other = row("other", (tally, { draws }) => {
    draws.unit();
    tally.count({ problems: [] });
    return Promise.resolve();
  });
  const options = { seed: 5, short: true, notice: () => {} };
  await runRows([drawing], options);
  await runRows([other, drawing], options);
  assert.equal(drawn[0]![0], drawn[1]![0]);
  for (const [, folder] of drawn) await assert.rejects(Deno.stat(folder), Deno.errors.NotFound);
});

Deno.test("a row that fails is counted, with the command that repeats it; a skipped one says why", async () => {
  const lines: string[] = [];
  const results = await runRows([
    row("broken", () => Promise.reject(new Error("no folder"))),
    row("absent", () => Promise.resolve("no scheduler")),
    row("slow", () => assert.fail("not to be run"), [9, 0]),
  ], { seed: 7, short: true, notice: (line) => lines.push(line) });
  assert.deepEqual(results.map(({ tally: { tried, wrong }, skipped }) => [tried, wrong, skipped]), [
    [1, 1, undefined],
    [0, 0, "no scheduler"],
    [0, 0, "the long form alone"],
  ]);
  assert.match(
    lines[0]!,
    /no folder[\s\S]*to repeat it: deno task test:faults --seed 7 --short --only broken$/,
  );
});

Deno.test("rows have names of their own, and together take at most ten minutes, or two", () => {
  assert.equal(new Set(ROWS.map(({ name }) => name)).size, ROWS.length);
  const sum = (form: 0 | 1) => ROWS.reduce((total, { seconds }) => total + seconds[form], 0);
  assert.ok(sum(0) <= 600 && sum(1) <= 120, `${sum(0)} s, ${sum(1)} s`);
});
