/**
 * How much less variance, and where.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import { inOrder } from "../analysis/select.ts";
import {
  ALL_LAYERS,
  PARAMETERS,
  totalVarianceRows,
  type VarianceRow,
  varianceRows,
} from "../analysis/variance.ts";
import { estimatorStyle } from "../charts/styles.ts";
import { atLastStep } from "../charts/variance.ts";
import { formatInterval, formatNumber, formatOverRt, type Interval } from "../format.ts";
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
    const sentences = subjects.flatMap((subject) => {
      const own = rows.filter((row) => row.subject === subject && row.estimator === "r2g2");
      return own.length === 0 ? [] : [sentence(subject, own)];
    });
    return [...sentences, ...totalFinding(records)];
  },
};

/** What training sees: the reduction over minibatches, all blocks of parameters together where there are several. */
function totalFinding(records: readonly BenchRecord[]): Inlines[] {
  const rows = atLastStep(totalVarianceRows(records)).filter(({ layer, estimator, ratios }) =>
    layer === ALL_LAYERS && estimator === "r2g2" && ratios["rt"] !== undefined
  );
  const sums = new Set(rows.filter(({ block }) => block === PARAMETERS).map(({ subject }) => subject));
  const words = rows.filter(({ subject, block }) => block === PARAMETERS || !sums.has(subject))
    .sort((a, b) => inOrder(a.subject, b.subject))
    .map(({ subject, block, ratios }) => `${subject}, ${block} ${formatOverRt(ratios["rt"] as Interval)}`);
  return words.length === 0 ? [] : [[
    strong("Over minibatches:"),
    ` variance of R2-G2 over that of RT when minibatches vary too, as in training (law of total variance): ${
      words.join("; ")
    }.`,
  ]];
}

function sentence(subject: string, rows: readonly VarianceRow[]): Inlines {
  const references = [...new Set(rows.flatMap(({ ratios }) => Object.keys(ratios)))];
  const blocks = ["mean", "scale", "upstream", PARAMETERS];
  const parts = references.map((reference) => {
    const numbers = blocks.flatMap((block) => {
      const ratio = rows.find((row) => row.block === block)?.ratios[reference];
      return ratio === undefined
        ? []
        : [`${block} ${reference === "rt" ? formatOverRt(ratio) : formatInterval(ratio)}`];
    });
    return `over that of ${estimatorStyle(reference).label}: ${numbers.join(", ")}.`;
  });
  const step = formatNumber(rows[0]?.step ?? 0);
  if (parts.length === 0) return [strong(`${subject}:`), " RT was not measured, so there is no ratio."];
  return [
    strong(`${subject}, step ${step}:`),
    ` variance of R2-G2, summed over layers, ${parts.join(" And ")}`,
  ];
}
