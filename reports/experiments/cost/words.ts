/**
 * What a gradient costs.
 * @module
 */
import { formatInterval, formatNumber, formatSpan } from "../../look/format.ts";
import { compareSeries, isPlain, seriesLabel } from "../../look/series.ts";
import { type Inlines, strong } from "../../page/blocks.ts";
import type { ExponentRow } from "./exponents.ts";
import type { CostRow, CostRows } from "./rows.ts";

/** The span of R2-G2's time over RT's, over models. */
export function costInBrief({ gradients }: CostRows): string | undefined {
  const ratios = gradients.flatMap((row) =>
    isPlain(row, "r2g2") && row.timeRatio !== undefined ? [row.timeRatio.value] : []
  );
  return ratios.length === 0 ? undefined : `R2-G2 takes ${formatSpan(ratios)} times the time of RT`;
}

/** Times over RT's, model by model, then growth with size. */
export function costFindings({ gradients, growth }: CostRows): Inlines[] {
  const subjects = [...new Set(gradients.map(({ subject }) => subject))].sort();
  return [
    ...subjects.map((subject) => sentence(subject, gradients.filter((row) => row.subject === subject))),
    ...growthFinding(growth),
  ];
}

function sentence(subject: string, rows: readonly CostRow[]): Inlines {
  const reference = rows.find((row) => isPlain(row, "rt"))?.time;
  const others = rows
    .filter((row) => !isPlain(row, "rt"))
    .sort(compareSeries)
    .flatMap((row) =>
      row.timeRatio === undefined ? [] : [`${seriesLabel(row)} ${formatInterval(row.timeRatio)}`]
    );
  const base = reference === undefined
    ? "RT was not timed."
    : `RT takes ${formatNumber(reference.value)} ms.`;
  return [
    strong(`${subject}:`),
    others.length === 0 ? ` ${base}` : ` ${base} Time over that of RT: ${others.join(", ")}.`,
  ];
}

/** How R2-G2's cost grows with the sizes of a site. */
function growthFinding(growth: readonly ExponentRow[]): Inlines[] {
  const rows = growth.filter((row) => isPlain(row, "r2g2"));
  if (rows.length === 0) return [];
  const words = rows.map(({ quantity, exponents: { outputs, inputs, batch } }) => {
    const [m, n, b] = [outputs, inputs, batch].map(({ value }) => formatNumber(value, 2));
    return `${quantity}: ${m} in m, ${n} in n, ${b} in B`;
  });
  return [[
    strong("Growth with size, R2-G2 at one site:"),
    ` exponents of a power law (intervals in the table): ${words.join("; ")}.`,
  ]];
}
