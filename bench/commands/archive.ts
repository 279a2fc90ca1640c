/**
 * `deno task archive`: keeps the records of finished runs, compressed.
 *
 * Permissions: read on the folders, write on the archive.
 * @module
 */
import { defineCommand, names, runAndExit, text, UsageError } from "../command_line.ts";
import { archiveResults, readResults } from "../store/mod.ts";

/** Compresses the records of folders into another. */
export const archiveCommand = defineCommand({
  name: "archive",
  summary: "Keeps the records of finished runs, compressed.",
  flags: {
    results: names({ placeholder: "DIR[,DIR…]", help: "folders to keep", repeats: true }),
    out: text({ placeholder: "DIR", help: "folder of the archive" }),
  },
  async run({ results, out }, io) {
    if (results === undefined || out === undefined) {
      throw new UsageError("name the folders to keep and where: --results DIR[,DIR…] --out DIR");
    }
    const kept = await readResults(results);
    for (const notice of kept.notices) io.error(`notice: ${notice}`);
    const written = await archiveResults(out, kept);
    io.out(`${kept.records.length} records in ${written.join(", ")}`);
  },
});

if (import.meta.main) await runAndExit(archiveCommand);
