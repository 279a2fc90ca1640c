/**
 * `bench/commands/archive.ts --results DIR[,DIR…] --out DIR`: keeps the records of finished runs, compressed.
 *
 * Permissions: read on the folders, write on the archive.
 * @module
 */
// deno-lint-ignore-file no-console
import { parseArgs } from "node:util";
import { archiveResults, readResults, StoreError } from "../store/mod.ts";

/** Exit codes: 0 done, 1 a folder that cannot be read, 2 a command that cannot be meant. */
async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { results: { type: "string", multiple: true }, out: { type: "string" } },
    strict: false,
  });
  const folders = [values.results ?? []].flat().map(String).flatMap((value) => value.split(",")).filter(
    Boolean,
  );
  if (folders.length === 0 || typeof values.out !== "string") {
    console.error("archive: name the folders to keep and where: --results DIR[,DIR…] --out DIR");
    return 2;
  }
  try {
    const results = await readResults(folders);
    for (const notice of results.notices) console.error(`notice: ${notice}`);
    const written = await archiveResults(values.out, results);
    console.log(`${results.records.length} records in ${written.join(", ")}`);
    return 0;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    console.error(`archive: ${error.message}`);
    return 1;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
