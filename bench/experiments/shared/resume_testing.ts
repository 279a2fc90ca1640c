/**
 * What the tests of interrupted jobs share: every job is cut off at several of its saves, resumed, and compared.
 * @module
 */
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../../estimators/mod.ts";
import { digits } from "../../../models/mod.ts";
import { type Checkpoints, openCheckpoints } from "../../checkpoint/mod.ts";
import type { CellResult, Experiment, Job, RunSettings } from "../../types.ts";
import { runKey } from "./cells.ts";

const OWNER = { run: "run", code: "code", machine: "machine" };
const dataset = digits();

/** Thrown where a process would be killed. */
class Cut extends Error {}

/**
 * Cuts every job of an experiment off after its first, a middle and its last save but one. What is resumed must end as
 * what was never cut off, to the bit, and save only what was still to come: it must have done nothing twice.
 *
 * @param options.saves how often each job saves; 0 for one that is too short, or timed as a whole.
 */
export async function assertResumes<Settings>(
  experiment: Experiment<Settings>,
  settings: Settings,
  { saves, estimators = ["rt", "r2g2"], seeds = 1, asked = false }:
    & Partial<RunSettings>
    & { readonly saves: readonly number[] },
): Promise<void> {
  await useBackend("wasm", { blas: "off" });
  const folder = await Deno.makeTempDir();
  try {
    const found: number[] = [];
    for (const job of experiment.jobs(settings, { estimators, seeds, asked })) {
      found.push(await savesOfResumed(job, folder));
    }
    assert.deepEqual(found, saves);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** How often a job saves, after it was resumed from several of them. */
async function savesOfResumed(job: Job, folder: string): Promise<number> {
  const tensors = tf.memory().numTensors;
  const { saves, results: whole } = await cutOff(job, { folder: `${folder}/${crypto.randomUUID()}` });
  if (saves === 0) return 0;
  assert.deepEqual(whole, await outcomes(job), `${job.name} kept, and not kept`);
  for (const cut of new Set([1, Math.ceil(saves / 2), saves - 1])) {
    const own = { folder: `${folder}/${crypto.randomUUID()}` };
    const first = await cutOff(job, { ...own, cut });
    assert.deepEqual([first.saves, first.results], [cut, undefined]);
    const rest = await cutOff(job, own);
    assert.deepEqual(rest.results, whole, `${job.name} after ${cut} of ${saves} saves`);
    assert.equal(rest.saves, saves - cut, `${job.name}: saves after ${cut} of ${saves}`);
  }
  assert.equal(tf.memory().numTensors, tensors, `${job.name} leaves tensors behind`);
  return saves;
}

/** Runs a job that saves whenever it can, up to a save. */
async function cutOff(
  job: Job,
  { folder, cut = Infinity }: { readonly folder: string; readonly cut?: number },
): Promise<{ readonly saves: number; readonly results: unknown[] | undefined }> {
  const notice = (line: string) => assert.fail(line);
  const checkpoints = await openCheckpoints(folder, { owner: { ...OWNER, job: job.name }, every: 0, notice });
  let saves = 0;
  const counting: Checkpoints = {
    ...checkpoints,
    async save() {
      await checkpoints.save();
      if (++saves === cut) throw new Cut();
    },
  };
  try {
    return { results: await outcomes(job, counting), saves };
  } catch (error) {
    if (!(error instanceof Cut)) throw error;
    return { results: undefined, saves };
  }
}

/** What a job says, as a store would keep it: all of it but what a clock decides. */
async function outcomes(job: Job, checkpoints?: Checkpoints): Promise<unknown[]> {
  const results: CellResult[] = [];
  for await (const result of job.run({ dataset, key: runKey(0), progress: () => {}, checkpoints })) {
    results.push(result);
  }
  assert.equal(results.length, job.cells.length);
  return results.map(({ timings, ...rest }) => ({
    ...JSON.parse(JSON.stringify(rest)),
    timings: timings?.map(({ name, values }) => [name, values.length]),
  }));
}
