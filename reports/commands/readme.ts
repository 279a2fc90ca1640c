/**
 * `deno task readme`: puts the result of the kept records into README.md and docs/.
 *
 * Permissions: read, write on README.md and docs/, run of deno for its formatter.
 * @module
 */
import { defineCommand, runAndExit } from "../../bench/command_line.ts";
import { standaloneSvg } from "../look/render.ts";
import { ARCHIVES, FIGURE, mainFigure, PAGE, readArchives, withResult } from "./kept.ts";
import { readmeResult } from "./readme_result.ts";
import { resultsPage } from "./results_page.ts";

/** Makes the README's result and the page of results again from the kept records. */
export const readmeCommand = defineCommand({
  name: "readme",
  summary: `Puts the main result and the verdicts of the kept records into README.md and ${PAGE}.
It reads ${ARCHIVES.join(" and ")}, which deno task archive writes.`,
  flags: {},
  async run(_values, io) {
    const archives = await readArchives();
    await Deno.writeTextFile(FIGURE, standaloneSvg((await mainFigure(archives[0].results)).wide.svg));
    const results = { "README.md": await readmeResult(archives), [PAGE]: await resultsPage(archives) };
    for (const [file, markdown] of Object.entries(results)) {
      await Deno.writeTextFile(file, withResult(await Deno.readTextFile(file), { file, markdown }));
    }
    await new Deno.Command("deno", { args: ["fmt", "--quiet", ...Object.keys(results)] }).output();
    const count = archives.reduce((sum, { results }) => sum + results.records.length, 0);
    io.out(`${[...Object.keys(results), FIGURE].join(", ")} hold the result of ${count} records`);
  },
});

if (import.meta.main) await runAndExit(readmeCommand);
