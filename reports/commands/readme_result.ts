/**
 * The README's result: the first screen of the report of the kept records and the verdicts on the paper's
 * claims, so that a check can make them again and find any drift.
 * @module
 */
import type { Results } from "../../bench/store/mod.ts";
import { budgetInWords, OUTCOMES } from "../analysis/outcomes.ts";
import { equalCostRows } from "../comparison/rows.ts";
import { outcomeRows } from "../experiments/training/rows.ts";
import { buildReport } from "../build.ts";
import { formatInterval, formatSpan, listing, plural } from "../look/format.ts";
import type { Inline } from "../page/blocks.ts";
import { documentToMarkdown } from "../page/to_markdown.ts";
import { factInWords, PRODUCED } from "../page/provenance.ts";
import { judgeClaims } from "../verdicts/registry.ts";

/** Markers in README.md between which the result stands. */
export const RESULT_MARKERS = { begin: "<!-- result:begin -->", end: "<!-- result:end -->" } as const;

/** Folders with the kept records; the first one's first screen is the README's. */
export const ARCHIVES: readonly string[] = ["docs/results/standard", "docs/results/layers"];

/** Where the README's figure is kept. */
export const FIGURE = "docs/equal-cost.svg";

/** Kept records and where they are. */
export interface Archive {
  readonly folder: string;
  readonly results: Results;
}

const EXPERIMENT = "equal_cost";
const REPORT_FIGURE = "charts/equal-cost.svg";

/** The result as Markdown for README.md, and its figure. */
export async function readmeResult(
  archives: readonly [Archive, ...Archive[]],
): Promise<{ readonly markdown: string; readonly figure: string }> {
  const [{ folder, results }, ...others] = archives;
  const { paragraphs: [headline = "", ...rest], figure } = await firstScreen(results);
  const first = [`${headline} ${measuredAt(results)}`, ...trainedAtEqualTime(results), ...rest].join("\n\n")
    .replaceAll(REPORT_FIGURE, FIGURE)
    .replace("[Provenance](#provenance)", `[${folder}](${folder})`);
  const folders = listing(archives.map((archive) => `[${archive.folder}](${archive.folder})`));
  return {
    markdown: [
      first,
      ...await Promise.all(others.map(otherAnswer)),
      claimsTable(archives),
      `Made by \`deno task readme\` from the records in ${folders}; machine: ${machine(results)}. ` +
      "The reports of both (`deno task report --results DIR`) print each verdict's rule and command.",
    ].join("\n\n"),
    figure,
  };
}

/** Where the variances of the answer were measured: a reader must not take one place for a whole training run. */
export function measuredAt({ records }: Results): string {
  const own = records.filter(({ experiment }) => experiment === EXPERIMENT);
  const seeds = plural(new Set(own.map(({ seed }) => seed)).size, "seed");
  const steps = formatSpan(equalCostRows(own).map(({ step }) => step));
  return `**Measured at step ${steps}, on one minibatch, from ${seeds}:** this is one place, not a whole training run.`;
}

/** What R2-G2 and RT end with after equally much time of training; empty without such runs. */
export function trainedAtEqualTime({ records }: Results): string[] {
  const differences = outcomeRows(records).flatMap(({ subject, budget, estimator, outcome, difference }) => {
    const { label, unit = "" } = OUTCOMES[outcome] ?? { label: outcome };
    if (estimator !== "r2g2" || !budget.startsWith("time:") || unit === "" || difference === undefined) {
      return [];
    }
    const { interval, pairs } = difference;
    return [
      `${subject} after ${budgetInWords(budget)}, ${label}: ${formatInterval(interval)} ${unit} ` +
      `(${plural(pairs, "paired seed")})`,
    ];
  });
  return differences.length === 0
    ? []
    : [`**Trained for equally long, R2-G2 minus RT (below 0, RT is better):** ${differences.join("; ")}.`];
}

/** Paragraphs of the first screen of a report, and its figure. */
async function firstScreen(results: Results): Promise<{ paragraphs: string[]; figure: string }> {
  const records = results.records.filter(({ experiment }) => experiment === EXPERIMENT);
  const { files } = await buildReport({ ...results, records });
  const report = files.get("report.md") ?? "";
  const screen = report.slice(report.indexOf("\n") + 1, report.indexOf("\n## "));
  return {
    // The line on what produced the whole run is not about these few records; the last sentence is.
    paragraphs: screen.trim().split("\n\n").filter((paragraph) => !paragraph.startsWith(`${PRODUCED} suite`)),
    figure: files.get(REPORT_FIGURE) ?? "",
  };
}

/** The answer of a further archive: the sentence and the list with which its report begins. */
async function otherAnswer({ folder, results }: Archive): Promise<string> {
  const { paragraphs: [lead = "", list = ""] } = await firstScreen(results);
  return `**On ${datasetsOf(results)}** ([${folder}](${folder})): ${lead}\n\n${list}`;
}

function datasetsOf({ records }: Results): string {
  return listing([...new Set(records.map(({ dataset }) => dataset.name))].sort());
}

/** Every claim with the verdicts of the archives that decide it. */
function claimsTable(archives: readonly Archive[]): string {
  const judged = archives.map(({ results }) => ({
    data: datasetsOf(results),
    claims: judgeClaims(results.records),
  }));
  const rows = judgeClaims([]).map(({ id, claim }): Inline[] => {
    const all = judged.map(({ data, claims }) => ({
      data,
      judgement: claims.find((other) => other.id === id)!.judgement,
    }));
    const decided = all.filter(({ judgement: { verdict } }) => verdict !== "not decided");
    const measured = all.filter(({ judgement: { missing } }) => !missing);
    const shown = [decided, measured, all.slice(0, 1)].find(({ length }) => length > 0)!;
    const verdicts = new Set(shown.map(({ judgement: { verdict } }) => verdict));
    return [
      claim,
      {
        kind: "strong",
        text: verdicts.size === 1
          ? [...verdicts].join()
          : shown.map(({ data, judgement: { verdict } }) => `${verdict} (${data})`).join(", "),
      },
      shown.map(({ data, judgement: { evidence } }) => `${data}: ${evidence}`).join(" "),
    ];
  });
  const columns = ["claim", "verdict", "evidence"].map((label) => ({ label, align: "prose" as const }));
  const table = { name: "claims", caption: "Claims of the paper and of its discussion", columns, rows };
  const page = documentToMarkdown({ title: "Claims", blocks: [{ kind: "table", table }] });
  return page.slice(page.indexOf("\n")).trim();
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

function machine({ records, environments }: Results): string {
  const id = records.find(({ experiment }) => experiment === EXPERIMENT)?.environment;
  const facts = id === undefined ? undefined : environments.get(id)?.description;
  if (facts === undefined) return "not described";
  const [cpu, cores, backend, blas] = ["cpu", "cores", "backend", "blas"].map((fact) =>
    factInWords(facts[fact])
  );
  return `${cpu}, ${cores} cores, ${backend} with ${blas}`;
}
