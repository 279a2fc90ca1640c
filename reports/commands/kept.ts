/**
 * The records that are kept under docs/results, and the places in Markdown files where results made of them stand.
 * @module
 */
import { CommandError } from "../../bench/command_line.ts";
import { readResults, type Results } from "../../bench/store/mod.ts";
import type { DrawnFigure } from "../document/figures.ts";
import { answerFigure } from "../document/first_screen.ts";
import { listing } from "../look/format.ts";
import { factInWords } from "../document/provenance.ts";
import { mainReport } from "../answer/question.ts";

/** Folders with the kept records, below the root; the figure is that of the first one. */
export const ARCHIVES = ["docs/results/standard", "docs/results/layers"] as const;

/** Where the README's figure is kept. */
export const FIGURE = "docs/answer.svg";

/** Page with all that the README leaves out. */
export const PAGE = "docs/results/README.md";

/** Lines between which a generated result stands. */
export const RESULT_MARKERS = { begin: "<!-- result:begin -->", end: "<!-- result:end -->" } as const;

/** Kept records and where they are. */
export interface Archive {
  readonly folder: string;
  readonly results: Results;
}

/** Reads the {@linkcode ARCHIVES}. @param root folder that holds docs/, ending in a slash. @default "" */
export async function readArchives(root = ""): Promise<[Archive, ...Archive[]]> {
  const [first, ...others] = ARCHIVES;
  const read = async (folder: string) => ({ folder, results: await readResults([`${root}${folder}`]) });
  return [await read(first), ...await Promise.all(others.map(read))];
}

/** The figure of the answer. */
export async function mainFigure({ records }: Results): Promise<DrawnFigure> {
  const [figure] = await answerFigure(records);
  if (figure !== undefined) return figure;
  throw new CommandError("the kept records hold no gradients at equal time and no training");
}

/** Names of the data sets of some records, in words. */
export function datasetsOf({ records }: Results): string {
  return listing([...new Set(records.map(({ dataset }) => dataset.name))].sort());
}

/** The machine on which the main comparison was timed; of BLAS its name and version, not how it was built. */
export function machineOf({ records, environments }: Results): string {
  const { name } = mainReport(records).contract;
  const id = records.find(({ experiment }) => experiment === name)?.environment;
  const facts = id === undefined ? undefined : environments.get(id)?.description;
  if (facts === undefined) return "a machine that was not described";
  const [cpu, cores, backend, blas = ""] = ["cpu", "cores", "backend", "blas"].map((fact) =>
    factInWords(facts[fact])
  );
  return `${cpu}, ${cores} cores, ${backend} with ${blas.split(" ").slice(0, 2).join(" ")}`;
}

/**
 * A Markdown file with another result between its markers.
 *
 * @throws {CommandError} without the markers.
 */
export function withResult(text: string, { file, markdown }: { file: string; markdown: string }): string {
  const { begin, end } = placeOf(text, file);
  return `${text.slice(0, begin)}\n\n${markdown}\n\n${text.slice(end)}`;
}

/** What stands between the markers of a Markdown file. */
export function resultIn(text: string, file: string): string {
  const { begin, end } = placeOf(text, file);
  return text.slice(begin, end).trim();
}

function placeOf(text: string, file: string): { begin: number; end: number } {
  const [begin, end] = [text.indexOf(RESULT_MARKERS.begin), text.indexOf(RESULT_MARKERS.end)];
  if (begin < 0 || end < begin) {
    throw new CommandError(`${file}: wanted the lines ${RESULT_MARKERS.begin} and ${RESULT_MARKERS.end}`);
  }
  return { begin: begin + RESULT_MARKERS.begin.length, end };
}
