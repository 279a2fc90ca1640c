/**
 * `deno task readme`: puts the main result and the verdicts of the kept records into README.md and docs/.
 *
 * Permissions: read, write on README.md and docs/, run of deno for its formatter.
 * @module
 */
// deno-lint-ignore-file no-console
import { readResults, StoreError } from "../../bench/store/mod.ts";
import { type Archive, ARCHIVES, FIGURE, readmeResult, withResult } from "./readme_result.ts";

async function main(args: readonly string[]): Promise<number> {
  if (args.length > 0) {
    console.error(
      `readme: unexpected argument ${JSON.stringify(args[0])}; it reads ${ARCHIVES.join(" and ")}, ` +
        "which deno task archive writes",
    );
    return 2;
  }
  const archives = await Promise.all(
    ARCHIVES.map(async (folder): Promise<Archive> => ({ folder, results: await readResults([folder]) })),
  );
  const { markdown, figure } = await readmeResult(archives as [Archive, ...Archive[]]);
  await Deno.writeTextFile(FIGURE, figure);
  await Deno.writeTextFile("README.md", withResult(await Deno.readTextFile("README.md"), markdown));
  await new Deno.Command("deno", { args: ["fmt", "--quiet", "README.md"] }).output();
  const count = archives.reduce((sum, { results }) => sum + results.records.length, 0);
  console.log(`README.md and ${FIGURE} hold the result of ${count} records`);
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
