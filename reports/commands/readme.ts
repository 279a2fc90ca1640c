/**
 * `deno task readme`: puts the result of the kept records into README.md and docs/.
 *
 * Permissions: read, write on README.md and docs/, run of deno for its formatter.
 * @module
 */
// deno-lint-ignore-file no-console
import { StoreError } from "../../bench/store/mod.ts";
import { standaloneSvg } from "../look/render.ts";
import { ARCHIVES, FIGURE, mainFigure, PAGE, readArchives, withResult } from "./kept.ts";
import { readmeResult } from "./readme_result.ts";
import { resultsPage } from "./results_page.ts";

async function main(args: readonly string[]): Promise<number> {
  if (args.length > 0) {
    console.error(
      `readme: unexpected argument ${JSON.stringify(args[0])}; it reads ${ARCHIVES.join(" and ")}, ` +
        "which deno task archive writes",
    );
    return 2;
  }
  const archives = await readArchives();
  await Deno.writeTextFile(FIGURE, standaloneSvg((await mainFigure(archives[0].results)).wide.svg));
  const results = { "README.md": await readmeResult(archives), [PAGE]: await resultsPage(archives) };
  for (const [file, markdown] of Object.entries(results)) {
    await Deno.writeTextFile(file, withResult(await Deno.readTextFile(file), { file, markdown }));
  }
  await new Deno.Command("deno", { args: ["fmt", "--quiet", ...Object.keys(results)] }).output();
  const count = archives.reduce((sum, { results }) => sum + results.records.length, 0);
  console.log(`${[...Object.keys(results), FIGURE].join(", ")} hold the result of ${count} records`);
  return 0;
}

if (import.meta.main) {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    if (!(error instanceof StoreError) && !(error instanceof RangeError)) throw error;
    console.error(`readme: ${error.message}`);
    Deno.exit(1);
  }
}
