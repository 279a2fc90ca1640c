/**
 * `deno task test:faults`: breaks runs, files and command lines in many ways and counts what is lost or wrong.
 *
 * Permissions: all. It starts whole tasks and kills them, mounts a small disk and sets up a job scheduler.
 * @module
 */
import { defineCommand, names, runAndExit, toggle, UsageError, wholeNumber } from "../command_line.ts";
import { faultsPage } from "./page.ts";
import { ROWS } from "./registry.ts";
import { runRows } from "./run_rows.ts";
import { allWell, terminalTable } from "./table.ts";
import { ROOT } from "./task_process.ts";

const PAGE = "docs/faults.md";
const ROW_NAMES = ROWS.map(({ name }) => name);

/** Breaks things and counts. */
export const faultsCommand = defineCommand({
  name: "test:faults",
  summary: "Breaks runs, files and command lines in many ways; prints what was tried, lost and wrong.",
  flags: {
    short: toggle("two minutes instead of ten"),
    seed: wholeNumber({ least: 0, placeholder: "N", help: "decides what is broken and when", default: 0 }),
    only: names({ placeholder: "A,B", help: "only these rows", oneOf: ROW_NAMES }),
    write: toggle(`write the table into ${PAGE}`),
  },
  details: ROWS.map(({ name, what }) => `  ${name.padEnd(14)}  ${what}`).join("\n"),
  async run({ short, seed, only, write }, io) {
    if (write && only !== undefined) throw new UsageError("--write needs all rows, not --only some");
    const rows = ROWS.filter(({ name }) => only === undefined || only.includes(name));
    const results = await runRows(rows, { seed, short, notice: io.error });
    io.out(terminalTable(results));
    io.out(`seed ${seed}: ${allWell(results) ? "nothing lost, nothing wrong" : "see above what went wrong"}`);
    if (write) await writePage(await faultsPage(results, { seed, short }));
    return allWell(results) ? 0 : 1;
  },
});

/** Formatted as CI wants it. */
async function writePage(text: string): Promise<void> {
  await Deno.writeTextFile(`${ROOT}/${PAGE}`, text);
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", PAGE], cwd: ROOT }).output();
}

if (import.meta.main) await runAndExit(faultsCommand);
