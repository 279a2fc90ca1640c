/**
 * Workers that die or hang: the job is done again, the others go on, and the records are those of an undisturbed run.
 * @module
 */
import type { Draws } from "../draws.ts";
import { leftovers, pause, type RunningTask, send, startTask } from "../task_process.ts";
import type { FaultRow, RowContext, Tally } from "../tally.ts";
import { compareNumbers, numbersOf, TINY } from "../tiny_run.ts";

const TRIES = [6, 2] as const;

/** SIGKILL and SIGSTOP of single workers. */
export const workers: FaultRow = {
  name: "workers",
  what: "a worker killed, or stopped for longer than its job may take",
  seconds: [40, 9],
  run: harmWorkers,
};

async function harmWorkers(
  tally: Tally,
  { folder, draws, short, undisturbed, late }: RowContext,
): Promise<void> {
  const { numbers } = await undisturbed();
  for (let i = 0; i < TRIES[short ? 1 : 0] && !late(); i++) {
    const results = `${folder}/${i}`;
    const flags = ["--jobs", `${1 + draws.below(2)}`, "--max-time", "8", "--results", results];
    const task = await startTask("bench", [...TINY, ...flags]);
    const signal = i % 2 === 0 ? "SIGKILL" : "SIGSTOP";
    if (!await harmOne(task, { results, draws, signal })) continue; // it was done before
    const ended = await Promise.race([task.ended, pause(60_000)]);
    const problems = (await leftovers(task, 2)).map((pid) => `process ${pid} is left`);
    task.killAll();
    if (ended === undefined) problems.push(`the run hangs after ${signal} of a worker`);
    else if (ended.code !== 0) {
      problems.push(`${signal}: exit code ${ended.code}: ${ended.error.trim().split("\n").at(-1)}`);
    }
    const { lost, problems: differences } = compareNumbers(await numbersOf(results), numbers);
    tally.count({ lost, problems: [...problems, ...differences] });
  }
}

/** Sends a signal to a worker once a record is stored. @returns whether there was one. */
async function harmOne(
  task: RunningTask,
  { results, draws, signal }: { results: string; draws: Draws; signal: Deno.Signal },
): Promise<boolean> {
  let done = false;
  void task.ended.then(() => done = true);
  while (!done) {
    const begun = await Deno.stat(`${results}/records.jsonl`).then(({ size }) => size > 0, () => false);
    if (begun) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const own = (await task.members()).filter((pid) => pid !== task.pid);
  const found = await Promise.all(own.map(async (pid) => await isWorker(pid) ? [pid] : []));
  const pids = found.flat();
  if (done || pids.length === 0) return false;
  send(draws.pick(pids), signal);
  return true;
}

async function isWorker(pid: number): Promise<boolean> {
  const { stdout } = await new Deno.Command("ps", { args: ["-o", "args=", "-p", `${pid}`] }).output();
  return new TextDecoder().decode(stdout).includes("process/worker.ts");
}
