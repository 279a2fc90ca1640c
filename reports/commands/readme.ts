/**
 * `deno task readme`: puts the result of the kept records into README.md and docs/.
 *
 * The task formats the two files after it: no process that loads a package starts the formatter.
 *
 * Permissions: read and write on the project's folder, where files are built beside those that they replace.
 * @module
 */
import { defineCommand, runAndExit } from "../../bench/command_line.ts";
import { writeFileAtomic } from "../../bench/store/mod.ts";
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
    const figure = standaloneSvg((await mainFigure(archives[0].results)).wide.svg);
    const results = { "README.md": await readmeResult(archives), [PAGE]: await resultsPage(archives) };
    const texts = await Promise.all(
      Object.entries(results).map(async ([file, markdown]) =>
        [file, withResult(await Deno.readTextFile(file), { file, markdown })] as const
      ),
    );
    await writeFileAtomic(FIGURE, figure);
    for (const [file, text] of texts) await writeFileAtomic(file, text);
    const count = archives.reduce((sum, { results }) => sum + results.records.length, 0);
    io.out(`${[...Object.keys(results), FIGURE].join(", ")} hold the result of ${count} records`);
  },
});

if (import.meta.main) await runAndExit(readmeCommand);
