/**
 * Malformed records, sealed as good ones are: a reader refuses them in one line, or a report can show them.
 * @module
 */
import { CommandClient } from "../malformed/command_client.ts";
import { malformedRecords } from "../malformed/records.ts";
import { refusalProblems } from "../one_line.ts";
import type { FaultRow, RowContext, Tally } from "../tally.ts";

/** Records that are archived, and of those that get through how many are reported. */
const TRIES = { long: [500, 40], short: [150, 4] } as const;

/** Records with a wrong value. */
export const records: FaultRow = {
  name: "records",
  what: "malformed records with right seals, archived and reported",
  seconds: [12, 6],
  run: readAll,
};

async function readAll(tally: Tally, context: RowContext): Promise<void> {
  const { folder, draws, short, undisturbed, late } = context;
  const [tries, reports] = TRIES[short ? "short" : "long"];
  const { folder: good } = await undisturbed();
  const lines = smallestJob((await Deno.readTextFile(`${good}/records.jsonl`)).trimEnd().split("\n"));
  const results = `${folder}/results`;
  await Deno.mkdir(results);
  for (const name of ["run.json", "environments.jsonl"]) {
    await Deno.copyFile(`${good}/${name}`, `${results}/${name}`);
  }
  await using archive = new CommandClient(
    { module: "bench/commands/archive.ts", name: "archiveCommand" },
    folder,
  );
  await using report = new CommandClient(
    { module: "reports/commands/report.ts", name: "reportCommand" },
    folder,
  );
  let reported = 0;
  for (let i = 0; i < tries && !late(); i++) {
    await Deno.writeTextFile(`${results}/records.jsonl`, malformedRecords(lines, draws));
    await tally.try(`records number ${i}`, async () => {
      const archived = await archive.run(["--results", results, "--out", `${folder}/archive`]);
      if (archived.code !== 0) return refusalProblems(archived);
      if (reported++ >= reports) return [];
      const shown = await report.run(["--results", results, "--out", `${folder}/report`]);
      return shown.code === 0 ? [] : refusalProblems(shown);
    });
  }
}

/** The lines of the job that takes the fewest bytes: its records and its commit. */
function smallestJob(lines: readonly string[]): string[] {
  const jobs = Map.groupBy(lines, (line) => JSON.parse(line).attempt).values();
  const size = (job: readonly string[]) => job.reduce((sum, { length }) => sum + length, 0);
  return [...jobs].reduce((a, b) => (size(b) < size(a) ? b : a));
}
