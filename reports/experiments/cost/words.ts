/**
 * What a gradient costs.
 * @module
 */
import { costRows } from "./rows.ts";
import { exponentRows } from "./exponents.ts";
import { compareEstimators, estimatorStyle } from "../../look/styles.ts";
import { formatInterval, formatNumber, formatSpan } from "../../look/format.ts";
import { type Inlines, strong } from "../../page/blocks.ts";
import type { BenchRecord } from "../../../bench/store/mod.ts";
import type { Section } from "../section.ts";

/** Cost of one gradient. */
export const costSection: Section = {
  experiment: "cost",
  title: "Cost of a gradient",
  question: "What does one gradient of each estimator cost?",
  inBrief(records) {
    const ratios = costRows(records).flatMap(({ estimator, timeRatio }) =>
      estimator === "r2g2" && timeRatio !== undefined ? [timeRatio.value] : []
    );
    return ratios.length === 0 ? undefined : `R2-G2 takes ${formatSpan(ratios)} times the time of RT`;
  },
  findings(records) {
    const rows = costRows(records);
    const subjects = [...new Set(rows.map(({ subject }) => subject))].sort();
    const sentences = subjects.map((subject): Inlines => {
      const own = rows.filter((row) => row.subject === subject);
      const reference = own.find(({ estimator }) => estimator === "rt")?.time;
      const others = own
        .filter(({ estimator }) => estimator !== "rt")
        .sort((a, b) => compareEstimators(a.estimator, b.estimator))
        .flatMap(({ estimator, timeRatio }) =>
          timeRatio === undefined ? [] : [`${estimatorStyle(estimator).label} ${formatInterval(timeRatio)}`]
        );
      const base = reference === undefined
        ? "RT was not timed."
        : `RT takes ${formatNumber(reference.value)} ms.`;
      return [
        strong(`${subject}:`),
        others.length === 0 ? ` ${base}` : ` ${base} Time over that of RT: ${others.join(", ")}.`,
      ];
    });
    return [...sentences, ...growthFinding(records)];
  },
};

/** How R2-G2's cost grows with the sizes of a site. */
function growthFinding(records: readonly BenchRecord[]): Inlines[] {
  const rows = exponentRows(records).filter(({ estimator }) => estimator === "r2g2");
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
