/**
 * A job array's way into Slurm's queue.
 * @module
 */
import { slurm, SlurmError, type SlurmOptions } from "./tools.ts";

/** File of the script in a results folder. */
export const SCRIPT_FILE = "slurm.sh";

/**
 * Writes the script into the results folder, which is made if need be, and submits it. Slurm's own variables, such as
 * `SBATCH_PARTITION` and `SBATCH_ACCOUNT`, take effect.
 *
 * @returns the id of the array.
 * @throws {SlurmError} in one line, if Slurm is not there or rejects the script.
 *
 * Permissions: write on the folder, run on sbatch.
 */
export async function submit(script: string, results: string, options: SlurmOptions = {}): Promise<string> {
  await Deno.mkdir(results, { recursive: true });
  const path = `${results}/${SCRIPT_FILE}`;
  await Deno.writeTextFile(path, script);
  const said = await slurm("sbatch", ["--parsable", path], options);
  const id = /^(\d+)(;.*)?$/m.exec(said)?.[1]; // with clusters that know of each other `id;cluster`
  if (id === undefined) throw new SlurmError(`sbatch said ${JSON.stringify(said)}; wanted the id of a job`);
  return id;
}
