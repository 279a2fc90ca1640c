/**
 * How much of what was planned is in the records, and what is missing.
 * @module
 */
import type { Completeness } from "../../bench/store/mod.ts";
import { listing, plural } from "../look/format.ts";
import { type Block, code, type Inline, paragraph } from "../page/blocks.ts";

/** Jobs of an experiment told by name; more of them are counted. */
const TOLD = 5;

/** `97 of 122 planned cells`; nothing of records of older versions, which have no plan. */
export function cellsInWords(experiments: readonly Completeness[]): string | undefined {
  if (experiments.length === 0) return undefined;
  const [present, planned] = [total(experiments, "present"), total(experiments, "planned")];
  return `${present} of ${planned} planned cells`;
}

/** A paragraph, and a list of what is missing. */
export function completenessBlocks(experiments: readonly Completeness[]): Block[] {
  const words = cellsInWords(experiments);
  if (words === undefined) return [];
  const open = experiments.filter(({ missing }) => missing.length > 0);
  if (open.length === 0) return [paragraph(`These runs hold ${words}: nothing is missing.`)];
  return [
    paragraph(`These runs hold ${words}. The same `, code("deno task bench"), " runs what is missing:"),
    { kind: "list", items: open.map(missingInWords) },
  ];
}

function missingInWords({ experiment, planned, present, missing }: Completeness): Inline[] {
  const told = missing.slice(0, TOLD).map(({ name, cells }) => `${name} (${plural(cells, "cell")})`);
  const rest = missing.length - told.length;
  return [
    code(experiment),
    ` has ${present} of ${planned} cells, without ${
      listing([...told, ...(rest > 0 ? [`${plural(rest, "more job")}`] : [])])
    }.`,
  ];
}

function total(experiments: readonly Completeness[], part: "present" | "planned"): number {
  return experiments.reduce((sum, each) => sum + each[part], 0);
}
