/**
 * `deno task support`: prints which estimator treats which family and map.
 * @module
 */
import { supportRows, useBackend } from "../../estimators/mod.ts";
import { defineCommand, runAndExit, toggle } from "../command_line.ts";
import { supportMarkdown } from "./support_markdown.ts";

/** Prints the table of estimators, families and maps. */
export const supportCommand = defineCommand({
  name: "support",
  summary: "Prints which estimator treats which family and map, as a Markdown table.",
  flags: { json: toggle("prints one JSON array of rows") },
  async run({ json }, io) {
    await useBackend("cpu");
    io.out(json ? JSON.stringify(supportRows()) : supportMarkdown());
  },
});

if (import.meta.main) await runAndExit(supportCommand);
