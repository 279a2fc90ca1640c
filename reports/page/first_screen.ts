/**
 * The report's first screen: answer, what was measured, one figure, one table.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { finished } from "../analysis/select.ts";
import { WORTH_RULE } from "../comparison/worth.ts";
import type { DrawnFigure } from "./figures.ts";
import { listing } from "../look/format.ts";
import { type Block, code, type Inlines, link } from "./blocks.ts";
import { producedBy, type ReportInput } from "./provenance.ts";
import { answer } from "../experiments/equal_cost/words.ts";
import { tableBlocks } from "./table_blocks.ts";

/** Experiment that answers the question of the first screen. */
export const MAIN = "equal_cost";

/** Its blocks; without records of {@linkcode MAIN}, what to run. */
export function firstScreen(input: ReportInput, figures: readonly DrawnFigure[]): Block[] {
  const { records } = input;
  const found = answer(records);
  const datasets = listing([...new Set(records.map(({ dataset }) => dataset.name))].sort());
  const intro: Inlines = [
    "R2-G2 is the Rao-Blackwellised reparameterisation gradient of Lam et al. (2025); RT is the plain " +
    `reparameterisation gradient that it conditions. Data: ${datasets}.`,
    ...(found === undefined
      ? []
      : [` ${WORTH_RULE} Times are from the machine under `, link("#provenance", "Provenance"), "."]),
  ];
  return [
    {
      kind: "paragraph",
      role: "lead",
      content: found === undefined ? unanswered(records) : [found.headline],
    },
    ...(found === undefined ? [] : [{ kind: "list" as const, items: found.byGradient }]),
    { kind: "paragraph", role: "note", content: intro },
    { kind: "paragraph", role: "note", content: [producedBy(input)] },
    ...figures.filter(({ experiment }) => experiment === MAIN).slice(0, 1).map((figure): Block => ({
      kind: "figure",
      figure,
    })),
    ...tableBlocks(records, { experiment: MAIN, folded: false, keepOpen: true }),
  ];
}

/** What is missing for an answer, and what to run. */
function unanswered(records: readonly BenchRecord[]): Inlines {
  const some = finished(records, MAIN).length > 0;
  return [
    some
      ? "These runs do not say: R2-G2, RT or their times are missing from the cells of "
      : "These runs do not say: they hold no finished cells of ",
    code(MAIN),
    ". Run ",
    code("deno task bench --suite quick"),
    ".",
  ];
}
