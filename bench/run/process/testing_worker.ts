/**
 * A worker for tests, whose jobs do what their names say: `calm`, `fresh calm`, `hang`, `die`, `die once FILE`, `crash`,
 * `eat`, `fault`, `escape`, `train`.
 * @module
 */
import process from "node:process";
import { digits } from "../../../models/mod.ts";
import { type Checkpoints, kept, NO_CHECKPOINTS } from "../../checkpoint/mod.ts";
import type { CellResult, Job, JobContext } from "../../types.ts";
import { planRun } from "../plan.ts";
import { serve } from "./serve.ts";
import { misbehaving, workerOf } from "./testing.ts";

/** Does what a job's name says, after its first cell. */
async function misbehave(name: string): Promise<void> {
  const [verb, file] = name.replace(/^(timed|fresh) /, "").replace("once ", "").split(" ");
  if (verb === "hang") { for (;;); }
  if (verb === "crash") throw Deno.exit(7);
  if (verb === "fault") (undefined as unknown as { length: number }).length.toFixed();
  if (verb === "escape") await new Deno.Command("deno", { args: ["--version"] }).output();
  if (verb === "connect") await fetch("https://example.org");
  if (verb === "write") await Deno.writeTextFile(file!, "");
  if (verb === "eat") {
    const eaten: Uint8Array[] = [];
    for (;;) eaten.push(new Uint8Array(1e7).fill(1));
  }
  if (verb !== "die") return;
  if (file !== undefined) {
    if (await Deno.stat(file).then(() => true, () => false)) return; // it has died before
    await Deno.writeTextFile(file, "");
  }
  process.kill(process.pid, "SIGKILL");
  for (;;); // until then
}

/** Turns that never let the thread's other tasks run, as those of wasm. */
async function trainForEver(checkpoints: Checkpoints): Promise<never> {
  const course = kept(checkpoints, "course", { turns: 0 });
  for (;;) {
    const end = performance.now() + 20;
    while (performance.now() < end);
    course.turns++;
    await checkpoints.save();
  }
}

function jobOf(name: string): Job {
  const { cells, ...job } = misbehaving(name);
  async function* run({ checkpoints = NO_CHECKPOINTS }: JobContext): AsyncGenerator<CellResult> {
    for (const [i, cell] of cells.entries()) {
      if (i === 1) await (name === "train" ? trainForEver(checkpoints) : misbehave(name));
      yield { cell, timings: [{ name: "process", unit: "1", values: [process.pid] }] };
      await new Promise((resolve) => setTimeout(resolve)); // what was said is under way
    }
  }
  return { ...job, cells, run };
}

const dataset = digits();
const plan = planRun({ suite: "smoke", seed: 0, backend: "cpu", threads: 1 }, dataset);
await serve((ending) =>
  workerOf({
    plan,
    dataset: { ...dataset, train: undefined as never, test: undefined as never },
    jobOf,
    ending,
  })
);
