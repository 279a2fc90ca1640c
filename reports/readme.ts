/**
 * The README's result: the first screen of a report, kept with the few records that it is made from, so that
 * a check can make it again and find any drift.
 * @module
 */
import type { BenchRecord } from "../bench/store/mod.ts";
import { buildReport } from "./build.ts";
import { PRODUCED, type ReportInput } from "./provenance.ts";

/** Markers in README.md between which the result stands. */
export const RESULT_MARKERS = { begin: "<!-- result:begin -->", end: "<!-- result:end -->" } as const;

/** Experiment whose records the first screen is made from. */
const EXPERIMENT = "equal_cost";
const FIGURE = "charts/equal-cost.svg";

/** Records that the README's result needs. */
export function readmeRecords(records: readonly BenchRecord[]): BenchRecord[] {
  return records.filter(({ experiment }) => experiment === EXPERIMENT);
}

/** The result as Markdown for README.md, and its figure. */
export async function readmeResult(
  input: ReportInput,
): Promise<{ readonly markdown: string; readonly figure: string }> {
  const { files } = await buildReport({ ...input, records: readmeRecords(input.records) });
  const report = files.get("report.md")!;
  const screen = report.slice(
    report.indexOf("\n## ") < 0 ? 0 : report.indexOf("\n") + 1,
    report.indexOf("\n## "),
  );
  // The line on what produced the whole run is not about these few records; the last sentence is.
  const own = screen.trim().split("\n\n").filter((paragraph) => !paragraph.startsWith(`${PRODUCED} suite`));
  const markdown = own.join("\n\n")
    .replaceAll(FIGURE, "docs/equal-cost.svg")
    .replace("[Provenance](#provenance)", "[docs/environments.jsonl](docs/environments.jsonl)")
    .concat(
      `\n\nMade by \`deno task readme\` from [docs/records.jsonl](docs/records.jsonl); machine: ${
        machine(input)
      }.`,
    );
  return { markdown, figure: files.get(FIGURE)! };
}

/**
 * A README with another result between its markers.
 *
 * @throws {RangeError} if the markers are not there.
 */
export function withResult(readme: string, markdown: string): string {
  const [begin, end] = [readme.indexOf(RESULT_MARKERS.begin), readme.indexOf(RESULT_MARKERS.end)];
  if (begin < 0 || end < begin) {
    throw new RangeError(`README.md: wanted the lines ${RESULT_MARKERS.begin} and ${RESULT_MARKERS.end}`);
  }
  return `${readme.slice(0, begin + RESULT_MARKERS.begin.length)}\n\n${markdown}\n\n${readme.slice(end)}`;
}

function machine({ records, environments }: ReportInput): string {
  const id = readmeRecords(records)[0]?.environment;
  const facts = id === undefined ? undefined : environments.get(id)?.description;
  if (facts === undefined) return "not described";
  const [cpu, cores, backend, blas] = ["cpu", "cores", "backend", "blas"].map((fact) => String(facts[fact]));
  return `${cpu}, ${cores} cores, ${backend} with ${blas}`;
}
