/**
 * Folders that are none: a file, a FIFO, a device, one that nobody may write to; and files that never end.
 * @module
 */
import { refusalProblems } from "../one_line.ts";
import { runTask } from "../task_process.ts";
import type { FaultRow, RowContext, Tally } from "../tally.ts";
import { TINY } from "../tiny_run.ts";

/** Every task that reads or writes a folder, on what is not one. */
export const oddFolders: FaultRow = {
  name: "odd-folders",
  what: "folders that are a file, a FIFO, a device or read-only; files that never end",
  seconds: [18, 8],
  run: nameOddFolders,
};

async function nameOddFolders(tally: Tally, { folder, short, late }: RowContext): Promise<void> {
  const file = `${folder}/file`;
  await Deno.writeTextFile(file, "not a folder");
  const fifo = `${folder}/fifo`;
  await new Deno.Command("mkfifo", { args: [fifo] }).output();
  await Deno.mkdir(`${folder}/empty`);
  await Deno.mkdir(`${folder}/fifo-records`);
  await new Deno.Command("mkfifo", { args: [`${folder}/fifo-records/records.jsonl`] }).output();
  await Deno.mkdir(`${folder}/folder-records/records.jsonl`, { recursive: true });
  const nowhere = Deno.build.os === "linux" ? "/proc/none" : "/none"; // not even root may make a folder there
  const read = [file, fifo, `${folder}/empty`, `${folder}/fifo-records`, `${folder}/folder-records`, nowhere];
  const written = [file, fifo, nowhere, "/dev/null", `${file}/below`];
  const lines: [string, ...string[]][] = [
    ...written.map((path): [string, ...string[]] => ["bench", ...TINY, "--results", path]),
    ["bench", ...TINY, "--results", `${folder}/fifo-records`],
    ["bench", ...TINY, "--results", `${folder}/folder-records`],
    ...read.map((path): [string, ...string[]] => ["report", "--results", path, "--out", `${folder}/out`]),
    ...read.map((path): [string, ...string[]] => ["archive", "--results", path, "--out", `${folder}/out`]),
  ];
  for (const [i, endless] of (await endlessFiles(folder)).entries()) {
    const dataDir = `${folder}/data${i}`;
    await Deno.mkdir(dataDir);
    await Deno.symlink(endless, `${dataDir}/train-images-idx3-ubyte.gz`);
    await Deno.symlink(endless, `${dataDir}/samples.npy`);
    lines.push(["data", "mnist", "--offline", "--cache", `${folder}/none`, "--data-dir", dataDir]);
    lines.push(["audit", `${dataDir}/samples.npy`, "--reference", `${dataDir}/samples.npy`]);
  }
  for (const [task, ...args] of short ? lines.filter((_, i) => i % 2 === 0) : lines) {
    if (late()) return;
    await tally.try(`${task} ${args.slice(-4).join(" ")}`, async () => {
      return refusalProblems(await runTask(task, args, { seconds: 40 }));
    });
  }
  await tally.try("targets of refused tasks", async () => {
    const made = await Deno.stat(`${folder}/out`).then(() => true, () => false);
    return made ? ["a folder was made for a result that does not exist"] : [];
  });
}

/** A device, a FIFO, and a file that says that it has a terabyte. */
async function endlessFiles(folder: string): Promise<string[]> {
  const sparse = `${folder}/sparse`;
  using file = await Deno.create(sparse);
  await file.truncate(2 ** 40);
  return ["/dev/zero", `${folder}/fifo`, sparse];
}
