/**
 * SIGKILL while a report or an archive is written over an older one: the old or the new is there, never a mixture.
 * @module
 */
import { readResults } from "../../store/mod.ts";
import { wholeFolders } from "../../store/disk/folder.ts";
import type { Draws } from "../draws.ts";
import { leftovers, pause, runTask, startTask } from "../task_process.ts";
import type { FaultRow, RowContext, Tally } from "../tally.ts";

const TRIES = [40, 5] as const;

/** Kills of `deno task report`. */
export const reportKills: FaultRow = {
  name: "kills-report",
  what: "SIGKILL of a report that replaces an older one",
  seconds: [30, 6],
  run: (tally, context) => killWriters(tally, { task: "report", ...context }),
};

/** Kills of `deno task archive`. */
export const archiveKills: FaultRow = {
  name: "kills-archive",
  what: "SIGKILL of an archive that replaces an older one",
  seconds: [16, 5],
  run: (tally, context) => killWriters(tally, { task: "archive", ...context }),
};

async function killWriters(tally: Tally, context: RowContext & { readonly task: string }): Promise<void> {
  const { task, folder, draws, short, undisturbed, late } = context;
  const { folder: run } = await undisturbed();
  const part = `${folder}/part`; // of the same run, so that an archive of it comes to lie at the same place
  await firstJob(run, part);
  const write = async (results: string, out: string) => {
    const { code, error } = await runTask(task, ["--results", results, "--out", out]);
    if (code !== 0) throw new Error(`${task} failed undisturbed: ${error}`);
  };
  const [before, after, out] = [`${folder}/before`, `${folder}/after`, `${folder}/out`];
  await write(part, before);
  const start = performance.now();
  await copy(before, after);
  await write(run, after);
  const whole = performance.now() - start;
  const right = [await contentOf(before), await contentOf(after)];
  for (let i = 0; i < TRIES[short ? 1 : 0] && !late(); i++) {
    await Deno.remove(out, { recursive: true }).catch(() => {});
    await copy(before, out);
    const process = await startTask(task, ["--results", run, "--out", out]);
    await Promise.race([process.ended, momentOf(draws, { folder, whole })]);
    process.killAll();
    await process.ended;
    await leftovers(process);
    const aside = await exists(out) ? out : `${out}.previous.tmp`; // where the next one finds it
    const found = await contentOf(aside, { passing: false });
    const mixed = !right.includes(found);
    const gone = found === "";
    const problems = mixed
      ? [gone ? "neither the old nor the new is there" : "a mixture of old and new"]
      : [];
    if (task === "archive") problems.push(...await readable(out));
    if (draws.below(4) === 0) {
      // The next one ends what the killed one began.
      await write(run, out);
      if (await contentOf(out) !== right[1]) problems.push(`the next ${task} did not write what it has to`);
      const beside = await namesBeside(folder);
      if (beside.length > 0) problems.push(`${beside.join(", ")} stayed behind`);
    }
    for (const name of await namesBeside(folder)) await Deno.remove(`${folder}/${name}`, { recursive: true });
    tally.count({ lost: gone ? 1 : 0, problems });
  }
}

/** A store of the first job of a run. */
async function firstJob(run: string, part: string): Promise<void> {
  await copy(run, part);
  const lines = (await Deno.readTextFile(`${run}/records.jsonl`)).split("\n");
  const end = lines.findIndex((line) => line.includes('"commit":')) + 1;
  await Deno.writeTextFile(`${part}/records.jsonl`, lines.slice(0, end).join("\n") + "\n");
}

/** A moment of the whole run, or one right after the first change on the disk, when most can go wrong. */
async function momentOf(draws: Draws, { folder, whole }: { folder: string; whole: number }): Promise<void> {
  if (draws.below(3) === 0) {
    await pause(draws.unit() * whole);
    return;
  }
  using watcher = Deno.watchFs(folder);
  await watcher[Symbol.asyncIterator]().next();
  await pause(draws.unit() * draws.pick([3, 30, 200]));
}

async function copy(from: string, to: string): Promise<void> {
  await new Deno.Command("cp", { args: ["-r", from, to] }).output();
}

/** Whether a reader takes an archive whatever lies in it. */
async function readable(folder: string): Promise<string[]> {
  try {
    await readResults([folder]);
    return [];
  } catch (error) {
    return [`the archive cannot be read: ${(error as Error).message}`];
  }
}

/** What a folder holds, as one text; empty where it is missing. `passing` counts what is on its way to its name. */
async function contentOf(folder: string, { passing } = { passing: true }): Promise<string> {
  const read = async (path: string): Promise<string[]> => {
    const entries = await Array.fromAsync(Deno.readDir(path)).catch(() => []);
    const whole = wholeFolders(entries.map(({ name }) => name));
    const texts = await Promise.all(
      entries.filter(({ name }) => passing || whole.includes(name)).map(async ({ name, isDirectory }) => {
        if (isDirectory) return await read(`${path}/${name}`);
        const bytes = await Deno.readFile(`${path}/${name}`);
        const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
        return [`${path.slice(folder.length).replace(".previous.tmp", "")}/${name} ${hash}`];
      }),
    );
    return texts.flat();
  };
  return (await read(folder)).sort().join("\n");
}

function exists(path: string): Promise<boolean> {
  return Deno.lstat(path).then(() => true, () => false);
}

/** What lies beside the targets and is none of them. */
async function namesBeside(folder: string): Promise<string[]> {
  const own = ["before", "after", "out", "part"];
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.map(({ name }) => name).filter((name) => !own.includes(name));
}
