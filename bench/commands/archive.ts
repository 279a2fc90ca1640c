/**
 * `deno task archive`: keeps the records of finished runs, compressed.
 *
 * Permissions: read on the folders, write on the archive.
 * @module
 */
import { defineCommand, names, runAndExit, text, toggle, UsageError } from "../command_line.ts";
import { archiveResults } from "../store/mod.ts";

/** Compresses the records of folders into another. */
export const archiveCommand = defineCommand({
  name: "archive",
  summary: "Keeps the records of finished runs, compressed.",
  flags: {
    results: names({ placeholder: "DIR[,DIR…]", help: "folders to keep", repeats: true }),
    out: text({ placeholder: "DIR", help: "folder of the archive" }),
    json: toggle("prints one JSON object"),
  },
  async run({ results, out, json }, io) {
    if (results === undefined || out === undefined) {
      throw new UsageError("name the folders to keep and where: --results DIR[,DIR…] --out DIR");
    }
    const { folders, records, notices } = await archiveResults(out, results);
    for (const notice of notices) io.error(`notice: ${notice}`);
    if (json) return io.out(JSON.stringify({ records, folders, notices }));
    io.out(`${records} records in ${folders.join(", ")}`);
  },
});

if (import.meta.main) await runAndExit(archiveCommand);
