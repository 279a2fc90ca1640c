/**
 * Our side of the comparison: times the steps of one model.
 * @module
 */
import { type BackendInfo, productFloor, useBackend } from "../../estimators/mod.ts";
import { median } from "../stats/mod.ts";
import { rowsOf } from "./rows.ts";
import { buildStep, type PeerStep } from "./steps.ts";
import type { OurLine, OurTask } from "./messages.ts";

/** Steps that are not timed: the first two are recorded, the third is replayed for the first time. */
const WARM_UP = 3;
/** A step of so many milliseconds is warm after two. */
const SLOW = 250;

/** Times what is asked for. @param write Takes each line. */
export async function timeOurs(task: OurTask, write: (line: OurLine) => void): Promise<void> {
  const rows = rowsOf([task.model]).filter(({ estimator }) => task.estimators.includes(estimator));
  for (const threads of task.threads) {
    const { blas } = task;
    const notice = (notice: string) => write({ notice });
    const products = task.products[threads] ?? "measure";
    const info = await useBackend("wasm", { blas, threads, products, notice });
    if (info.blas.used && products === "measure") write({ chosen: info.blas.choice ?? {}, threads });
    write({ about: aboutOf(info) });
    for (const row of rows) {
      const floor = task.floor ? await floorOf(() => buildStep(row), threads) : undefined;
      const ms = await timeStep(buildStep(row), task.seconds);
      write({ estimator: row.estimator, threads, ms, ...(floor !== undefined && { floorMs: floor }) });
    }
  }
}

/** What the products of a step take alone; those of its first one, which is eager. */
async function floorOf(build: () => PeerStep, threads: number): Promise<number | undefined> {
  const step = build();
  try {
    return (await productFloor(() => step.step(), { threads }))?.ms;
  } finally {
    step.dispose();
  }
}

/** Median milliseconds. */
export async function timeStep(step: PeerStep, seconds: number): Promise<number> {
  const once = async () => {
    const start = performance.now();
    await step.step();
    return performance.now() - start;
  };
  try {
    for (let i = 0; i < WARM_UP; i++) if (await once() > SLOW && i > 0) break;
    const times: number[] = [];
    const end = performance.now() + 1e3 * seconds;
    do times.push(await once()); while (performance.now() < end);
    return median(times);
  } finally {
    step.dispose();
  }
}

function aboutOf({ tfjs, blas, machine }: BackendInfo): Record<string, string> {
  const libraries = blas.used
    ? [blas, ...(blas.beside ? [blas.beside] : [])].map(({ config, vendor }) => config || vendor).join(
      " and ",
    )
    : "none";
  return { "Deno": machine.deno ?? "", "V8": machine.v8 ?? "", "TensorFlow.js": tfjs, "products": libraries };
}
