/**
 * The report's first screen: answer, what was measured, one figure, one table.
 * @module
 */
import type { DrawnFigure } from "./figures.ts";
import { listing } from "./format.ts";
import { type Block, code, type Inlines, link } from "./html/document.ts";
import { producedBy, type ReportInput } from "./provenance.ts";
import { answer } from "./sections/equal_cost.ts";
import { tableBlocks } from "./table_blocks.ts";
import { WORTH_RULE } from "./tables/equal_cost.ts";

/** Experiment that answers the question of the first screen. */
export const MAIN = "equal_cost";

/** Its blocks; without records of {@linkcode MAIN}, what to run. */
export function firstScreen(input: ReportInput, figures: readonly DrawnFigure[]): Block[] {
  const { records } = input;
  const found = answer(records);
  const datasets = listing([...new Set(records.map(({ dataset }) => dataset.name))].sort());
  const leads: Inlines[] = found.length > 0 ? found.map((text) => [text]) : [[
    "These runs do not say: they hold no finished cells of ",
    code(MAIN),
    ". Run ",
    code("deno task bench --suite quick"),
    ".",
  ]];
  const intro: Inlines = [
    "R2-G2 is the Rao-Blackwellised reparameterisation gradient of Lam et al. (2025); RT is the plain " +
    `reparameterisation gradient that it conditions. Data: ${datasets}. `,
    ...(found.length === 0
      ? []
      : [`${WORTH_RULE} Times are from the machine under `, link("#provenance", "Provenance"), "."]),
  ];
  return [
    ...leads.map((content): Block => ({ kind: "paragraph", role: "lead", content })),
    { kind: "paragraph", role: "note", content: intro },
    { kind: "paragraph", role: "note", content: [producedBy(input)] },
    ...figures.filter(({ experiment }) => experiment === MAIN).slice(0, 1).map((figure): Block => ({
      kind: "figure",
      figure,
    })),
    ...tableBlocks(records, { experiment: MAIN, folded: false }),
  ];
}
