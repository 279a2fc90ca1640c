/**
 * `deno task support`: prints which estimator treats which family and map.
 * @module
 */
import { useBackend } from "../../estimators/mod.ts";
import { defineCommand, runAndExit } from "../command_line.ts";
import { supportMarkdown } from "./support_markdown.ts";

/** Prints the table of estimators, families and maps. */
export const supportCommand = defineCommand({
  name: "support",
  summary: "Prints which estimator treats which family and map, as a Markdown table.",
  flags: {},
  async run(_values, io) {
    await useBackend("cpu");
    io.out(supportMarkdown());
  },
});

if (import.meta.main) await runAndExit(supportCommand);
