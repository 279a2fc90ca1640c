/**
 * `deno task readme`: puts the result of the kept records into README.md and docs/.
 *
 * Permissions: read, write on the project's folder, where files are built beside those that they replace, run of deno for its formatter.
 * @module
 */
import { CommandError, defineCommand, runAndExit } from "../../bench/command_line.ts";
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
        [file, await formatted(withResult(await Deno.readTextFile(file), { file, markdown }))] as const
      ),
    );
    await writeFileAtomic(FIGURE, figure);
    for (const [file, text] of texts) await writeFileAtomic(file, text);
    const count = archives.reduce((sum, { results }) => sum + results.records.length, 0);
    io.out(`${[...Object.keys(results), FIGURE].join(", ")} hold the result of ${count} records`);
  },
});

/** Markdown as `deno fmt` has it. */
async function formatted(markdown: string): Promise<string> {
  const child = new Deno.Command("deno", {
    args: ["fmt", "--quiet", "--ext", "md", "-"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const [{ success, stdout, stderr }] = await Promise.all([
    child.output(),
    new Blob([markdown]).stream().pipeTo(child.stdin),
  ]);
  const decoder = new TextDecoder();
  if (!success) throw new CommandError(`deno fmt: ${decoder.decode(stderr).trim()}`);
  return decoder.decode(stdout);
}

if (import.meta.main) await runAndExit(readmeCommand);
