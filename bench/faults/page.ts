/**
 * The page that keeps the table of one run.
 * @module
 */
import { describeEnvironment } from "../store/mod.ts";
import { markdownTable, type RowResult } from "./table.ts";

/** The page, with command, day and machine. */
export async function faultsPage(
  results: readonly RowResult[],
  { seed, short }: { readonly seed: number; readonly short: boolean },
): Promise<string> {
  const command = `deno task test:faults${short ? " --short" : ""}${seed === 0 ? "" : ` --seed ${seed}`}`;
  const { description } = await describeEnvironment();
  const minutes = results.reduce((sum, { seconds }) => sum + seconds, 0) / 60;
  return `# What was broken, and what was lost

A run may be killed, a disk may fill, a file may be damaged, two people may start the same run, and every flag may be
mistyped. \`${command}\` does all of that on purpose. *Lost* counts records or files that were there before a fault and
not after it. *Wrong* counts records that differ from those of an undisturbed run, damage that nobody noticed, processes
that stay behind, and refusals that are not one clear line with exit code 1 or 2.

${markdownTable(results)}

Written by \`${command} --write\` on ${new Date().toISOString().slice(0, 10)} in ${
    minutes.toFixed(0)
  } minutes, on ${
    machine(description)
  }, under Deno ${Deno.version.deno}. The seed decides what is broken and when; another one breaks other things.
`;
}

function machine({ cpu, cores, os }: Readonly<Record<string, unknown>>): string {
  return [`${cores ?? "?"} cores of ${cpu ?? "an unknown processor"}`, os].filter(Boolean).join(", ");
}
