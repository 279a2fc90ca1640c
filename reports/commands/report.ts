/**
 * `deno task report`: reads a results folder, writes the report.
 *
 * Permissions: read on the project and the results, write on the report's folder.
 * @module
 */
import {
  CommandError,
  type CommandIo,
  defineCommand,
  runAndExit,
  UsageError,
} from "../../bench/command_line.ts";
import { readResults, StoreError } from "../../bench/store/mod.ts";
import { REPORT_FLAGS, type ReportValues } from "./report_arguments.ts";
import { buildReport } from "../build.ts";
import { answerJson } from "../document/answer_json.ts";
import { answerText } from "../document/answer_text.ts";
import { canonicalOrder } from "../analysis/canonical_order.ts";
import { failuresOf } from "../difference/failures.ts";
import { labelPlugins } from "../plugin_labels.ts";
import { checkReport } from "../check.ts";
import type { ReportInput } from "../document/provenance.ts";
import { requireShowable } from "../showable.ts";
import { type Content, writeReport } from "../write.ts";

/** Reads results folders, writes the report. */
export const reportCommand = defineCommand({
  name: "report",
  summary: "Writes the report of a results folder.",
  flags: REPORT_FLAGS,
  run: report,
});

async function report(values: ReportValues, io: CommandIo): Promise<number> {
  const { results, out, compare, check, json, answer, "fail-on": failOn = [] } = values;
  if ([json, answer, check].filter((asked) => asked).length > 1) {
    throw new UsageError("--json and --answer print and --check checks; wanted one of them");
  }
  if (failOn.includes("regression") && compare === undefined) {
    throw new UsageError("--fail-on regression needs --compare DIR, the results to compare with");
  }
  if (failOn.length > 0 && (json || answer)) {
    throw new UsageError("--fail-on judges a report, --json and --answer print; wanted one of them");
  }
  const input = failOn.length === 0 ? await readInput(results) : await readOrRefuse("--results", results);
  if (json) {
    for (const notice of input.notices ?? []) io.error(`notice: ${notice}`);
    io.out(answerJson(input).trimEnd());
    return 0;
  }
  if (answer) {
    io.out(answerText(input));
    return 0;
  }
  const other = compare === undefined ? undefined : await readOrRefuse("--compare", compare);
  const report = await buildReport(input, other === undefined ? {} : { compareWith: other });
  const count = report.files.size + report.bytes.size;
  for (const notice of input.notices ?? []) io.error(`notice: ${notice}`);
  if (check) {
    const problems = checkReport(report);
    for (const problem of problems) io.error(problem);
    io.out(
      `checked ${count} files, ${report.figures.length} figures: ${problems.length} problems`,
    );
    if (problems.length > 0) return 1;
  } else {
    const removed = await writeReport(out, new Map<string, Content>([...report.files, ...report.bytes]));
    if (removed.length > 0) io.error(`notice: removed ${removed.length} files of the previous report`);
    io.out(`${input.records.length} records -> ${out}/index.html, ${out}/report.md (${count} files)`);
  }
  const failures = failuresOf(failOn, { records: input.records, changes: report.changes });
  for (const failure of failures) io.error(failure);
  return failures.length === 0 ? 0 : 1;
}

/** Results to compare or to judge: exit code 1 is their failure, so a folder that cannot be read is bad usage. */
async function readOrRefuse(flag: string, directories: readonly string[]): Promise<ReportInput> {
  try {
    return await readInput(directories);
  } catch (error) {
    if (
      error instanceof CommandError || error instanceof StoreError || error instanceof Deno.errors.NotFound
    ) {
      throw new UsageError(`${flag}: ${error.message}`);
    }
    throw error;
  }
}

async function readInput(directories: readonly string[]): Promise<ReportInput> {
  const { notices, ...results } = await readResults(directories);
  if (results.records.length === 0) {
    throw new CommandError(`no records in ${directories.join(", ")}: run deno task bench first`);
  }
  results.records.forEach(requireShowable);
  labelPlugins(results.manifests ?? []);
  const records = canonicalOrder(results.records);
  return { ...results, records, notices: placeless(notices, directories) };
}

/** Notices without the places of the folders; of several folders the last part of the name stays. */
function placeless(notices: readonly string[], directories: readonly string[]): string[] {
  const shorter = (notice: string, directory: string) => {
    const last = directories.length === 1 ? "" : directory.replace(/\/+$/, "").split("/").at(-1) + "/";
    return notice.replaceAll(`${directory}/`, last);
  };
  return notices.map((notice) => directories.reduce(shorter, notice)).sort();
}

if (import.meta.main) await runAndExit(reportCommand);
