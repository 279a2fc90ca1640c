/**
 * How much less variance, and where.
 * @module
 */
import { PARAMETERS, type VarianceRow, varianceRows } from "../analysis/variance.ts";
import { ALL_LAYERS } from "../analysis/variance.ts";
import { estimatorStyle } from "../charts/styles.ts";
import { atLastStep } from "../charts/variance.ts";
import { formatInterval, formatNumber, listing } from "../format.ts";
import { type Inlines, strong } from "../html/document.ts";
import type { Section } from "./types.ts";

/** Conditional gradient variance. */
export const gradientVarianceSection: Section = {
  experiment: "gradient_variance",
  title: "Gradient variance by layer and block",
  question: "How much less variance does each estimator's gradient have, in which layer and block?",
  findings(records) {
    const rows = atLastStep(varianceRows(records)).filter(({ layer }) => layer === ALL_LAYERS);
    const subjects = [...new Set(rows.map(({ subject }) => subject))].sort();
    return subjects.flatMap((subject) => {
      const own = rows.filter((row) => row.subject === subject && row.estimator === "r2g2");
      return own.length === 0 ? [] : [sentence(subject, own)];
    });
  },
};

function sentence(subject: string, rows: readonly VarianceRow[]): Inlines {
  const parts = ["mean", "scale", "upstream", PARAMETERS].flatMap((block) => {
    const row = rows.find((candidate) => candidate.block === block);
    return row === undefined ? [] : blockInWords(row);
  });
  const step = formatNumber(rows[0]?.step ?? 0);
  if (parts.length === 0) return [strong(`${subject}: `), "RT was not measured, so there is no ratio."];
  return [
    strong(`${subject}, step ${step}: `),
    `the variance of R2-G2, summed over layers, is ${listing(parts)}.`,
  ];
}

function blockInWords({ block, ratios }: VarianceRow): string[] {
  const name = block === PARAMETERS ? "mean and scale together" : `the ${block} block`;
  const numbers = Object.entries(ratios).map(([reference, ratio]) =>
    `${formatInterval(ratio)} of ${estimatorStyle(reference).label}`
  );
  return numbers.length === 0 ? [] : [`${numbers.join(" and ")} in ${name}`];
}
