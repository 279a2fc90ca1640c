/**
 * A run resumed after its code was changed: refused in one line that names the file, resumed where that is accepted.
 * @module
 */
import { refusalProblems } from "../one_line.ts";
import { ROOT, runTask } from "../task_process.ts";
import { numbersOf } from "../tiny_run.ts";
import type { FaultRow, RowContext, Tally } from "../tally.ts";

const PARTS = ["bench", "estimators", "models", "deno.json", "deno.lock"];
const CHANGED = "models/optimisers/adam.ts";

/** A copy of the project in which a line is changed. */
export const changedCode: FaultRow = {
  name: "changed-code",
  what: "a run resumed with a changed optimiser",
  seconds: [10, 8],
  run: changeCode,
};

async function changeCode(tally: Tally, { folder }: RowContext): Promise<void> {
  const root = `${folder}/project`;
  await Deno.mkdir(root);
  const copied = await new Deno.Command("cp", {
    args: ["-r", ...PARTS.map((part) => `${ROOT}/${part}`), root],
  }).output();
  if (!copied.success) throw new Error(new TextDecoder().decode(copied.stderr));
  await Deno.symlink(`${ROOT}/node_modules`, `${root}/node_modules`);
  const flags = ["--suite", "smoke", "--skip-benches", "--experiments=unbiasedness", "--blas", "off"];
  const bench = (...more: string[]) =>
    runTask("bench", [...flags, "--results", `${folder}/results`, ...more], { root });
  const stored = async () => (await numbersOf(`${folder}/results`)).size;

  const begun = await bench("--job", "unbiasedness weight linear");
  if (begun.code !== 0) throw new Error(`the run could not be begun: ${begun.error}`);
  const before = await stored();
  const source = await Deno.readTextFile(`${root}/${CHANGED}`);
  await Deno.writeTextFile(`${root}/${CHANGED}`, `${source}\n// A rate of 0.2 instead of 0.1.\n`);
  await tally.try("resumed unasked", async () => {
    const { code, error } = await bench();
    const said = error.includes(CHANGED) && error.includes("--accept-code");
    return [
      ...refusalProblems({ code, error }),
      ...(said ? [] : [`the refusal does not say what changed: ${error.trim()}`]),
      ...(await stored() === before ? [] : ["records were added"]),
    ];
  });
  await tally.try("accepted", async () => {
    const { code, error } = await bench("--accept-code");
    return [
      ...(code === 0 ? [] : [`exit code ${code}: ${error.trim()}`]),
      ...(await stored() > before ? [] : ["records were not added"]),
    ];
  });
}
