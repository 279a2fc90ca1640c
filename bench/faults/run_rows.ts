/**
 * Rows one after another, each with choices, a folder and a time of its own.
 * @module
 */
import { Draws } from "./draws.ts";
import { type FaultRow, type RowContext, Tally } from "./tally.ts";
import type { RowResult } from "./table.ts";
import { type Undisturbed, undisturbed } from "./tiny_run.ts";

/** Settings of {@linkcode runRows}. */
export interface RunRowsOptions {
  readonly seed: number;
  readonly short: boolean;
  /** Gets a line for each failure and for each row that is done. */
  readonly notice: (line: string) => void;
}

/** Runs rows; each has the same choices whether it runs alone or with others. */
export async function runRows(rows: readonly FaultRow[], options: RunRowsOptions): Promise<RowResult[]> {
  const folder = await Deno.makeTempDir({ prefix: "faults-" });
  let reference: Promise<Undisturbed> | undefined;
  const shared = { folder, undisturbed: () => reference ??= undisturbed(`${folder}/undisturbed`) };
  const results: RowResult[] = [];
  try {
    for (const row of rows) {
      const result = await runRow(row, { ...options, ...shared });
      results.push(result);
      const { tried, passed } = result.tally;
      options.notice(`${row.name}: ${result.skipped ?? `${passed} of ${tried} passed`}`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return results;
}

async function runRow(
  row: FaultRow,
  { seed, short, notice, folder: parent, undisturbed }:
    & RunRowsOptions
    & Pick<RowContext, "folder" | "undisturbed">,
): Promise<RowResult> {
  const tally = new Tally();
  const seconds = row.seconds[short ? 1 : 0];
  if (seconds === 0) return { row, tally, seconds: 0, skipped: "the long form alone" };
  const folder = `${parent}/${row.name}`;
  await Deno.mkdir(folder);
  const start = performance.now();
  const passed = () => (performance.now() - start) / 1000;
  let skipped: string | void = undefined;
  try {
    let begun: number | undefined; // preparations aside
    const late = () => tally.tried > 0 && passed() - (begun ??= passed()) > seconds;
    const draws = new Draws(seed).apart(row.name);
    skipped = await row.run(tally, { draws, short, folder, undisturbed, late });
  } catch (error) {
    tally.count({ problems: [`the row itself failed: ${error instanceof Error ? error.stack : error}`] });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  const repeat = `deno task test:faults --seed ${seed}${short ? " --short" : ""} --only ${row.name}`;
  for (const failure of tally.failures) notice(`${row.name}: ${failure}; to repeat it: ${repeat}`);
  return { row, tally, seconds: passed(), ...(skipped === undefined ? {} : { skipped }) };
}
