/**
 * A disk that fills up while a run writes to it: one line says so, and with more room the run ends as if nothing had been.
 * @module
 */
import { runTask } from "../task_process.ts";
import type { FaultRow, RowContext, Tally } from "../tally.ts";
import { compareNumbers, numbersOf, TINY } from "../tiny_run.ts";

const TRIES = [6, 2] as const;

/** A small disk in memory. */
export const diskFull: FaultRow = {
  name: "disk-full",
  what: "a disk of a few kilobytes that fills up during a run, then has room",
  seconds: [17, 7],
  run: fillDisk,
};

async function fillDisk(
  tally: Tally,
  { folder, draws, short, undisturbed, late }: RowContext,
): Promise<string | void> {
  if (Deno.build.os !== "linux") return "a disk in memory needs Linux";
  const disk = `${folder}/disk`;
  await Deno.mkdir(disk);
  const mount = (...options: string[]) => run("mount", "-t", "tmpfs", "-o", options.join(","), "tmpfs", disk);
  if (!await mount("size=64k")) return "mounting a disk needs root, and the right to it";
  await run("umount", disk);
  const reference = await undisturbed();
  for (let i = 0; i < TRIES[short ? 1 : 0] && !late(); i++) {
    const kilobytes = 4 * (1 + draws.below(60));
    await mount(`size=${kilobytes}k`);
    try {
      await tally.try(`${kilobytes} kB`, () => onDisk(disk, { mount, reference: reference.numbers }));
    } finally {
      await run("umount", disk);
    }
  }
}

interface Disk {
  readonly mount: (...options: string[]) => Promise<boolean>;
  readonly reference: ReadonlyMap<string, string>;
}

async function onDisk(disk: string, { mount, reference }: Disk): Promise<string[]> {
  const flags = [...TINY, "--results", `${disk}/results`];
  const full = await runTask("bench", flags);
  const last = full.error.trim().split("\n").at(-1)!;
  const said = full.code === 1 && /No space left|no space/i.test(last);
  const stored = await numbersOf(`${disk}/results`).catch((error: Error) => error);
  await mount("remount", "size=64m");
  const again = await runTask("bench", flags);
  const found = await numbersOf(`${disk}/results`);
  const { lost, problems } = compareNumbers(found, reference);
  return [
    ...(said ? [] : [`exit code ${full.code}: ${last}`]),
    ...(/^\s+at |a fault of the program/m.test(full.error) ? [`a fault of the program: ${full.error}`] : []),
    ...(stored instanceof Map ? compareNumbers(stored, reference).problems : []),
    ...(again.code === 0
      ? []
      : [`with room: exit code ${again.code}: ${again.error.trim().split("\n").at(-1)}`]),
    ...(lost > 0 ? [`${lost} records were lost`] : []),
    ...problems,
  ];
}

async function run(program: string, ...args: readonly string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args: [...args] }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
