/**
 * `deno task report`: reads a results folder, writes the report.
 *
 * Permissions: read on the project and the results, write on the report's folder.
 * @module
 */
import { readResults, StoreError } from "../../bench/store/mod.ts";
import { parseReportArguments, type ReportArguments, USAGE, UsageError } from "./report_arguments.ts";
import { buildReport } from "../build.ts";
import { checkReport } from "../check.ts";
import type { ReportInput } from "../page/provenance.ts";
import { writeReport } from "../write.ts";

/** A results folder that a report cannot be made from. */
class NoRecordsError extends Error {}

if (import.meta.main) Deno.exit(await main(Deno.args));

/** Runs the command and answers with its exit status: 0, 1 for a failure, 2 for a command line that is wrong. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const options = parseReportArguments(args);
    if (options.help) {
      print(USAGE);
      return 0;
    }
    return await run(options);
  } catch (error) {
    if (error instanceof UsageError) {
      complain(`${error.message} (deno task report --help lists all options)`);
      return 2;
    }
    if (error instanceof StoreError || error instanceof NoRecordsError || isFileError(error)) {
      complain(error.message);
      return 1;
    }
    throw error;
  }
}

async function run({ results, out, compare, check }: ReportArguments): Promise<number> {
  const input = await readInput(results);
  const other = compare.length === 0 ? undefined : await readInput(compare);
  const report = await buildReport(input, other === undefined ? {} : { compareWith: other });
  for (const notice of input.notices ?? []) complain(`notice: ${notice}`);
  if (check) {
    const problems = checkReport(report);
    for (const problem of problems) complain(problem);
    print(
      `checked ${report.files.size} files, ${report.figures.length} figures: ${problems.length} problems`,
    );
    return problems.length === 0 ? 0 : 1;
  }
  const removed = await writeReport(out, report.files);
  if (removed.length > 0) {
    complain(`notice: removed ${removed.length} files of the report that was there before`);
  }
  print(
    `${input.records.length} records -> ${out}/index.html, ${out}/report.md (${report.files.size} files)`,
  );
  return 0;
}

async function readInput(directories: readonly string[]): Promise<ReportInput> {
  const { notices, ...results } = await readResults(directories);
  if (results.records.length === 0) {
    throw new NoRecordsError(`no records in ${directories.join(", ")}: run deno task bench first`);
  }
  return { ...results, notices: placeless(notices, directories) };
}

/** Notices without the places of the folders; of several folders the last part of the name stays. */
function placeless(notices: readonly string[], directories: readonly string[]): string[] {
  const shorter = (notice: string, directory: string) => {
    const last = directories.length === 1 ? "" : directory.replace(/\/+$/, "").split("/").at(-1) + "/";
    return notice.replaceAll(`${directory}/`, last);
  };
  return notices.map((notice) => directories.reduce(shorter, notice)).sort();
}

function isFileError(error: unknown): error is Error {
  return error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.PermissionDenied ||
    error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.AlreadyExists ||
    error instanceof Deno.errors.NotFound;
}

function print(line: string): void {
  // deno-lint-ignore no-console
  console.log(line);
}

function complain(line: string): void {
  // deno-lint-ignore no-console
  console.error(line);
}
