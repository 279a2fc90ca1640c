/**
 * `deno task repair`: makes a damaged results folder readable again.
 *
 * Permissions: read and write on the folder.
 * @module
 */
import { basename } from "node:path";
import { defineCommand, runAndExit } from "../command_line.ts";
import { type Repaired, repairStore } from "../store/mod.ts";

/** Sets aside what cannot be read. */
export const repairCommand = defineCommand({
  name: "repair",
  summary: `Sets aside what cannot be read in a results folder, with the reason, and keeps the rest.
The files quarantine-*.jsonl beside the records then hold what left them.`,
  flags: {},
  positionals: { placeholder: "DIR", missing: "name the results folder", least: 1, most: 1 },
  async run(_values, io, [directory = ""]) {
    const repaired = await repairStore(directory);
    if (repaired.length === 0) return io.out(`nothing to repair in ${directory}`);
    for (const file of repaired) describe(file).forEach((line) => io.out(line));
    io.out(`${directory} can be read again; deno task bench runs again what lost a record`);
  },
});

/** Lines set aside told one by one; more of them are in the file. */
const TOLD = 5;

function describe({ path, kept, moved, quarantine, gaps }: Repaired): string[] {
  const where = quarantine === undefined ? "" : `, ${moved.length} moved to ${quarantine}`;
  return [
    `${path}: ${kept} lines kept${where}`,
    ...moved.slice(0, TOLD).map(({ line, reason }) =>
      `  ${line === 0 ? basename(path) : `line ${line}`}: ${reason}`
    ),
    ...(moved.length > TOLD ? [`  and ${moved.length - TOLD} more`] : []),
    ...gaps.slice(0, TOLD).map((line) => `  before line ${line} lines are missing or out of order`),
  ];
}

if (import.meta.main) await runAndExit(repairCommand);
